using System.Globalization;
using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Files;
using RaftNode.Persistence.Rdb;
using RaftNode.Persistence.Snapshots;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;

namespace RaftNode.Server.Snapshots;

/// <summary>The file that has all data as it was at some moment (<c>dump.rdb</c>).</summary>
internal sealed class DatabaseFile(
    IReadOnlyList<Keyspace> databases,
    StoreState state,
    StoreSettings storeSettings,
    RdbSettings rdbSettings,
    SnapshotSettings settings,
    TimeProvider time,
    ILogger log)
{
    private int _backgroundFiles;

    /// <summary>Writes all data while nothing else is done.</summary>
    /// <exception cref="IOException">It cannot be written; the file of before is still there.</exception>
    public void Save()
    {
        using var file = new AtomicFile(settings.Path, TemporaryFiles.Name);
        Write(file.Stream, isAofBase: false);
        file.Commit();
    }

    /// <summary>Writes all data to a stream while nothing else is done.</summary>
    /// <param name="target">Takes it.</param>
    /// <param name="isAofBase">Whether it is the base of an append-only log.</param>
    /// <exception cref="IOException">The stream does not take it.</exception>
    public void Write(Stream target, bool isAofBase) =>
        RdbSaver.Save(target, databases, state.Objects, rdbSettings, Facts(isAofBase));

    /// <summary>Where a snapshot goes that becomes the file when it is whole.</summary>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public ISnapshotTarget OpenInBackground() => new AtomicFile(settings.Path, TemporaryFiles.NameOf(Interlocked.Increment(ref _backgroundFiles)));

    /// <summary>Reads the file; answers null when there is none.</summary>
    /// <param name="replaces">Whether keys may be there already, and what the file has takes their place.</param>
    /// <exception cref="RdbException">It is damaged; the databases are empty.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public RdbLoader? Load(bool replaces)
    {
        if (!File.Exists(settings.Path))
        {
            return null;
        }

        var start = time.GetTimestamp();
        using var stream = DataFiles.OpenRead(settings.Path);
        var loader = new RdbLoader(stream, databases, state, storeSettings, rdbSettings) { ReplacesKeys = replaces };
        loader.LoadAll();
        LogFacts(loader.Auxiliary);
        log.Loaded(loader.LoadedKeys, loader.ExpiredKeys, loader.EmptyKeys, time.GetElapsedTime(start).TotalSeconds);
        return loader;
    }

    /// <summary>What a file tells about itself.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts(bool isAofBase) =>
    [
        ("redis-ver", ServerVersion.Redis),
        ("redis-bits", (nint.Size * 8).ToString(CultureInfo.InvariantCulture)),
        ("ctime", (state.Now / 1000).ToString(CultureInfo.InvariantCulture)),
        ("used-mem", Heap.UsedBytes.ToString(CultureInfo.InvariantCulture)),
        ("aof-base", isAofBase ? "1" : "0"),
    ];

    private void LogFacts(IReadOnlyDictionary<string, string> facts)
    {
        if (facts.TryGetValue("redis-ver", out var version)
            && long.TryParse(facts.GetValueOrDefault("ctime"), out var createdAt)
            && long.TryParse(facts.GetValueOrDefault("used-mem"), out var bytes))
        {
            log.Loading(version, Math.Max(0, (state.Now / 1000) - createdAt), bytes / (1024.0 * 1024));
        }
    }
}
