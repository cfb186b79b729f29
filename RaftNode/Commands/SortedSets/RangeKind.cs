namespace RaftNode.Commands.SortedSets;

/// <summary>By what a range of a sorted set is given.</summary>
internal enum RangeKind
{
    /// <summary>Places in the order, from the end when negative.</summary>
    Rank,

    /// <summary>Scores.</summary>
    Score,

    /// <summary>Members, where all scores are equal.</summary>
    Member,
}
