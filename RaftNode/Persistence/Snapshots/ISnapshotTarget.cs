namespace RaftNode.Persistence.Snapshots;

/// <summary>Where a snapshot goes; a thread of its own uses it. Disposed of without <see cref="Commit"/> it leaves nothing behind.</summary>
internal interface ISnapshotTarget : IDisposable
{
    Stream Stream { get; }

    /// <summary>Brings all that was written to the disk, which may take a while.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    void Complete();

    /// <summary>It counts from now on, after <see cref="Complete"/>.</summary>
    /// <exception cref="IOException">It does not, or may not after a loss of power, when what counted before may count again.</exception>
    void Commit();
}
