using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>A range of a sorted set as a request gives it. Its borders look into the request.</summary>
internal readonly ref struct ZsetRange
{
    private RangeKind Kind { get; init; }

    private long Start { get; init; }

    private long Stop { get; init; }

    private ScoreBorder Lowest { get; init; }

    private ScoreBorder Highest { get; init; }

    private MemberBorder First { get; init; }

    private MemberBorder Last { get; init; }

    /// <summary>Reads a range, or answers the error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">By what it is given.</param>
    /// <param name="from">Which argument is where it begins: the lowest score, the first member.</param>
    /// <param name="to">Which argument is where it ends.</param>
    /// <param name="range">The range.</param>
    public static bool TryRead(CommandContext context, RangeKind kind, int from, int to, out ZsetRange range)
    {
        range = default;
        switch (kind)
        {
            case RangeKind.Score:
                if (!ScoreBorder.TryParse(context[from], out var lowest) || !ScoreBorder.TryParse(context[to], out var highest))
                {
                    context.Fail("ERR min or max is not a float"u8);
                    return false;
                }

                range = new ZsetRange { Kind = kind, Lowest = lowest, Highest = highest };
                return true;
            case RangeKind.Member:
                if (!MemberBorder.TryParse(context[from], out var first) || !MemberBorder.TryParse(context[to], out var last))
                {
                    context.Fail("ERR min or max not valid string range item"u8);
                    return false;
                }

                range = new ZsetRange { Kind = kind, First = first, Last = last };
                return true;
            default:
                if (!context.TryReadInteger(from, out var start) || !context.TryReadInteger(to, out var stop))
                {
                    return false;
                }

                range = new ZsetRange { Kind = kind, Start = start, Stop = stop };
                return true;
        }
    }

    /// <summary>Which members those are.</summary>
    /// <param name="zset">Whose members.</param>
    /// <param name="isReverse">Whether places are counted from the last member.</param>
    public RankRange In(ZsetValue zset, bool isReverse = false) => Kind switch
    {
        RangeKind.Score => RankRange.Between(Lowest.CountBefore(zset), Highest.CountUpTo(zset)),
        RangeKind.Member => RankRange.Between(First.CountBefore(zset), Last.CountUpTo(zset)),
        _ => AtPlaces(zset.Count, isReverse),
    };

    private RankRange AtPlaces(int count, bool isReverse)
    {
        var places = IndexRange.Of(Start, Stop, count);
        return new RankRange((int)(isReverse ? count - places.Start - places.Count : places.Start), (int)places.Count);
    }
}
