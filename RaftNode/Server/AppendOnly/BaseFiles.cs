using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Snapshots;
using RaftNode.Server.Configuration;
using RaftNode.Server.Snapshots;

namespace RaftNode.Server.AppendOnly;

/// <summary>How bases are written: as RDB, or as requests.</summary>
internal sealed class BaseFiles(ServerConfiguration configuration, DatabaseFile data)
{
    private readonly AofSettings _settings = configuration.Aof;

    /// <summary>What a base tells about itself.</summary>
    public IEnumerable<(string Name, string Value)> Facts => data.Facts(isAofBase: true);

    /// <summary>The base that would come next.</summary>
    public AofFile Next(AofManifest manifest) => manifest.NextBase(_settings.FileName, _settings.HasRdbBase);

    /// <summary>Where a snapshot goes that is to become a base; any thread may ask.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public ISnapshotTarget Open(AofFolder folder, AofFile file)
    {
        var target = folder.CreateBase(file);
        try
        {
            return file.IsRdb
                ? target
                : new RequestBaseFile(target, folder.TemporaryPathOf(file), configuration.Server.Databases, configuration.Store, configuration.Rdb);
        }
        catch (IOException)
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Writes a base of no data.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteEmpty(AofFolder folder, AofFile file)
    {
        using var target = folder.CreateBase(file);
        if (file.IsRdb)
        {
            data.Write(target.Stream, isAofBase: true);
        }

        target.Commit();
    }
}
