using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Memory;

/// <summary>What memory is used for at one moment, as INFO memory, MEMORY STATS and MEMORY DOCTOR tell it.</summary>
internal sealed record MemoryReport
{
    public required long UsedBytes { get; init; }

    public required long PeakBytes { get; init; }

    public required long StartupBytes { get; init; }

    /// <summary>What the process has of the machine's memory.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>What clients' requests and replies wait in.</summary>
    public required long ClientBytes { get; init; }

    public required int Clients { get; init; }

    /// <summary>What waits to be written to the append-only log.</summary>
    public required long LogBytes { get; init; }

    /// <summary>The databases that have keys, each with what its index takes, and the one of its keys that expire.</summary>
    public required IReadOnlyList<(int Number, long KeysBytes, long ExpiringBytes)> Databases { get; init; }

    public required long Keys { get; init; }

    /// <summary>All that is not keys and values.</summary>
    public long OverheadBytes => Math.Min(UsedBytes, StartupBytes + ClientBytes + LogBytes + Databases.Sum(database => database.KeysBytes + database.ExpiringBytes));

    public long DatasetBytes => UsedBytes - OverheadBytes;

    private long SinceStartupBytes => Math.Max(1, UsedBytes - StartupBytes);

    public double DatasetPercentage => Math.Min(100, DatasetBytes * 100.0 / SinceStartupBytes);

    public double PeakPercentage => UsedBytes * 100.0 / PeakBytes;

    public long BytesPerKey => Keys == 0 ? 0 : SinceStartupBytes / Keys;

    /// <summary>How many times as much the process has as is in use.</summary>
    public double FragmentationRatio => (double)ResidentBytes / Math.Max(1, UsedBytes);

    public long FragmentationBytes => ResidentBytes - UsedBytes;

    public static MemoryReport Of(UsedMemory memory, SessionTable sessions, IReadOnlyList<Keyspace> databases, long logBytes)
    {
        var used = memory.Bytes;
        return new MemoryReport
        {
            UsedBytes = used,
            PeakBytes = Math.Max(used, memory.PeakBytes),
            StartupBytes = memory.StartupBytes,
            ResidentBytes = Environment.WorkingSet,
            ClientBytes = sessions.All.Sum(session => (long)session.Reader.BufferBytes + (session.Output?.BufferBytes ?? 0) + (session.Transaction?.Bytes ?? 0)),
            Clients = sessions.Count,
            LogBytes = logBytes,
            Databases = [.. from database in databases where database.Count > 0 select (database.Number, database.KeysIndexBytes, database.ExpiringIndexBytes)],
            Keys = databases.Sum(database => (long)database.Count),
        };
    }
}
