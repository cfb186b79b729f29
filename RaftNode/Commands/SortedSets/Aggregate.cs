namespace RaftNode.Commands.SortedSets;

/// <summary>What becomes of the scores of a member that several sorted sets have.</summary>
internal enum Aggregate
{
    Sum,
    Min,
    Max,
}
