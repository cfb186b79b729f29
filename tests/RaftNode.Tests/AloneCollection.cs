namespace RaftNode.Tests;

/// <summary>Tests that count what the whole process uses, and want no others beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
