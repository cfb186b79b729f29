namespace RaftNode.Commands.SortedSets;

/// <summary>The words that a command of intersections, unions and differences has.</summary>
[Flags]
internal enum AlgebraWords
{
    None = 0,
    Weights = 1 << 0,
    Aggregate = 1 << 1,
    WithScores = 1 << 2,
    Limit = 1 << 3,
}
