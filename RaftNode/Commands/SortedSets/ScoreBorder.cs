using RaftNode.Store.Numbers;
using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>Where a range of scores begins or ends: <c>1.5</c>, or <c>(1.5</c> to leave that score out.</summary>
/// <param name="Score">The score.</param>
/// <param name="IsOpen">Whether it is left out.</param>
internal readonly record struct ScoreBorder(double Score, bool IsOpen)
{
    public static bool TryParse(ReadOnlySpan<byte> text, out ScoreBorder border)
    {
        var isOpen = text is [(byte)'(', ..];
        var isNumber = DoubleText.TryParseBorder(isOpen ? text[1..] : text, out var score);
        border = new ScoreBorder(score, isOpen);
        return isNumber;
    }

    /// <summary>How many members come before a range that begins here.</summary>
    public int CountBefore(ZsetValue zset) => zset.CountBelow(Score, orEqual: IsOpen);

    /// <summary>How many members come up to the end of a range that ends here.</summary>
    public int CountUpTo(ZsetValue zset) => zset.CountBelow(Score, orEqual: !IsOpen);
}
