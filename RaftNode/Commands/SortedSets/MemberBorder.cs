using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>Where a range of members begins or ends: <c>[a</c>, <c>(a</c> to leave that member out, <c>-</c> and <c>+</c> for all.</summary>
internal readonly ref struct MemberBorder
{
    private ReadOnlySpan<byte> Member { get; init; }

    /// <summary><c>(</c>, <c>[</c>, <c>-</c> or <c>+</c></summary>
    private byte Mark { get; init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out MemberBorder border)
    {
        border = text.IsEmpty ? default : new MemberBorder { Mark = text[0], Member = text[1..] };
        return border.Mark is (byte)'(' or (byte)'[' || (border.Mark is (byte)'-' or (byte)'+' && border.Member.IsEmpty);
    }

    /// <summary>How many members come before a range that begins here.</summary>
    public int CountBefore(ZsetValue zset) => Count(zset, orEqual: Mark == '(');

    /// <summary>How many members come up to the end of a range that ends here.</summary>
    public int CountUpTo(ZsetValue zset) => Count(zset, orEqual: Mark == '[');

    private int Count(ZsetValue zset, bool orEqual) => (char)Mark switch
    {
        '-' => 0,
        '+' => zset.Count,
        _ => zset.CountBelow(Member, orEqual),
    };
}
