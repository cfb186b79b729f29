namespace RaftNode.Persistence.Snapshots;

/// <summary>Where a snapshot goes; a thread of its own uses it. Disposed of without <see cref="Commit"/> it leaves nothing behind.</summary>
internal interface ISnapshotTarget : IDisposable
{
    Stream Stream { get; }

    /// <summary>All is written: it counts from now on.</summary>
    /// <exception cref="IOException">It does not, and what counted before still does.</exception>
    void Commit();
}
