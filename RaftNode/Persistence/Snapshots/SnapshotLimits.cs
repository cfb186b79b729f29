namespace RaftNode.Persistence.Snapshots;

/// <summary>How much of a snapshot is done in one go.</summary>
internal sealed record SnapshotLimits
{
    /// <summary>A hash, set or sorted set of no more elements is written at once, which takes some tens of microseconds.</summary>
    public int ElementsAtOnce { get; init; } = 512;

    /// <summary>As <see cref="ElementsAtOnce"/>, of the nodes of a list, which are 8 KB long.</summary>
    public int NodesAtOnce { get; init; } = 16;

    /// <summary>How much is handed on at once: enough that handing on costs little, little enough for the processor's cache.</summary>
    public int PieceBytes { get; init; } = 64 * 1024;
}
