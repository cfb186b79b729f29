using System.Globalization;
using RaftNode.Persistence.Files;
using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;

namespace RaftNode.Server.Snapshots;

/// <summary>The file that has all data as it was at some moment (<c>dump.rdb</c>).</summary>
internal sealed class DatabaseFile(
    IReadOnlyList<Keyspace> databases, StoreState state, StoreSettings storeSettings, RdbSettings rdbSettings, SnapshotSettings settings)
{
    /// <summary>Writes all data while nothing else is done.</summary>
    /// <exception cref="IOException">It cannot be written; the file of before is still there.</exception>
    public void Save()
    {
        using var file = new AtomicFile(settings.Path, TemporaryName);
        Write(file.Stream, isAofBase: false);
        file.Commit();
    }

    /// <summary>Writes all data to a stream while nothing else is done.</summary>
    /// <param name="target">Takes it.</param>
    /// <param name="isAofBase">Whether it is the base of an append-only log.</param>
    /// <exception cref="IOException">The stream does not take it.</exception>
    public void Write(Stream target, bool isAofBase) =>
        RdbSaver.Save(target, databases, state.Objects, rdbSettings, Facts(isAofBase));

    /// <summary>Reads the file, if there is one, into databases that are empty.</summary>
    /// <exception cref="RdbException">It is damaged; nothing was loaded.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Load()
    {
        if (!File.Exists(settings.Path))
        {
            return;
        }

        using var stream = new FileStream(settings.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        new RdbLoader(stream, databases, state, storeSettings, rdbSettings).LoadAll();
    }

    /// <summary>Redis's name, so that whoever cleans up after a crash knows it.</summary>
    private static string TemporaryName => $"temp-{Environment.ProcessId}.rdb";

    /// <summary>What a file tells about itself.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts(bool isAofBase) =>
    [
        ("redis-ver", ServerVersion.Redis),
        ("redis-bits", (nint.Size * 8).ToString(CultureInfo.InvariantCulture)),
        ("ctime", (state.Now / 1000).ToString(CultureInfo.InvariantCulture)),
        ("used-mem", Heap.UsedBytes.ToString(CultureInfo.InvariantCulture)),
        ("aof-base", isAofBase ? "1" : "0"),
    ];
}
