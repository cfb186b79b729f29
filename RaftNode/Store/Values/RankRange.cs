namespace RaftNode.Store.Values;

/// <summary>Members of a sorted set that follow each other in its order.</summary>
/// <param name="First">How many come before the first one.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct RankRange(int First, int Count)
{
    public static RankRange None => default;

    /// <summary>The rank of the last one.</summary>
    public int Last => First + Count - 1;

    /// <summary>All from one border to another: as many come before the first one, as many up to the last one.</summary>
    public static RankRange Between(int before, int upTo) => upTo > before ? new RankRange(before, upTo - before) : None;

    /// <summary>Leaves some out and takes at most so many of the others, all when that is negative.</summary>
    /// <param name="skipped">How many are left out; all when negative.</param>
    /// <param name="limit">How many are taken.</param>
    /// <param name="isReverse">Whether they are counted from the last one.</param>
    public RankRange Limit(long skipped, long limit, bool isReverse)
    {
        var left = skipped < 0 || skipped >= Count ? 0 : Count - (int)skipped;
        var taken = limit < 0 ? left : (int)Math.Min(left, limit);
        return new RankRange(isReverse ? First + left - taken : First + Count - left, taken);
    }
}
