using RaftNode.Persistence.Files;
using RaftNode.Persistence.Rdb;
using RaftNode.Persistence.Snapshots;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Aof;

/// <summary>A base of requests: a snapshot comes as RDB, which is put aside and written as requests once it is complete.</summary>
/// <param name="target">The base; it is disposed of with this.</param>
/// <param name="rdbPath">Where the snapshot is meanwhile.</param>
/// <param name="databases">How many databases there are.</param>
/// <param name="storeSettings">How values are held.</param>
/// <param name="rdbSettings">Whether there is a checksum.</param>
internal sealed class RequestBaseFile(AtomicFile target, string rdbPath, int databases, StoreSettings storeSettings, RdbSettings rdbSettings) : ISnapshotTarget
{
    private const int BufferBytes = 64 * 1024;

    private readonly FileStream _rdb = DataFiles.CreateTemporary(rdbPath, BufferBytes);

    public Stream Stream => _rdb;

    public void Complete()
    {
        _rdb.Position = 0;
        try
        {
            RequestBase.Write(_rdb, target.Stream, databases, storeSettings, rdbSettings);
        }
        catch (RdbException problem)
        {
            throw new IOException($"The snapshot for the base is damaged: {problem.Message}", problem);
        }

        target.Complete();
    }

    public void Commit() => target.Commit();

    public void Dispose()
    {
        _rdb.Dispose();
        target.Dispose();
    }
}
