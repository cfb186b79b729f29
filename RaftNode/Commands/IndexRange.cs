namespace RaftNode.Commands;

/// <summary>Elements that follow each other in a list or a sorted set.</summary>
/// <param name="Start">The index of the first one.</param>
/// <param name="Count">How many there are; when none, the start says nothing.</param>
internal readonly record struct IndexRange(long Start, long Count)
{
    /// <summary>The elements from one index to another, both included, each from the end when negative.</summary>
    /// <param name="first">The one.</param>
    /// <param name="last">The other.</param>
    /// <param name="count">How many elements there are in all.</param>
    public static IndexRange Of(long first, long last, long count)
    {
        var start = Math.Max(0, first < 0 ? first + count : first);
        var end = Math.Min(count - 1, last < 0 ? last + count : last);
        return start <= end ? new IndexRange(start, end - start + 1) : default;
    }
}
