namespace RaftNode.Persistence.Snapshots;

/// <summary>How far the snapshot is that is being taken; all 0 when there is none.</summary>
internal sealed class SnapshotProgress
{
    /// <summary>How many keys it has come to.</summary>
    public long Written { get; set; }

    /// <summary>How many there were when it began.</summary>
    public long Total { get; set; }
}
