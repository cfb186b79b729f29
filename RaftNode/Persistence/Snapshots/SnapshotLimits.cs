namespace RaftNode.Persistence.Snapshots;

/// <summary>How much of a snapshot is done in one go.</summary>
internal sealed record SnapshotLimits
{
    /// <summary>A hash, set or sorted set of no more elements is written at once, which takes some tens of microseconds.</summary>
    public int ElementsAtOnce { get; init; } = 512;

    /// <summary>As <see cref="ElementsAtOnce"/>, of the nodes of a list, which are up to 8 KB long unless configured otherwise or of one long element.</summary>
    public int NodesAtOnce { get; init; } = 16;

    /// <summary>Nor is a value of few elements written at once that takes more memory than this, which is copied in some tens of microseconds.</summary>
    public int BytesAtOnce { get; init; } = 256 * 1024;

    /// <summary>How much is handed on at once: enough that handing on costs little, little enough for the processor's cache.</summary>
    public int PieceBytes { get; init; } = 64 * 1024;
}
