using RaftNode.Observability.Logs;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Rdb;
using RaftNode.Server.Http;
using RaftNode.Server.Info;
using RaftNode.Server.Latency;
using RaftNode.Server.Slowlog;
using RaftNode.Server.Snapshots;
using RaftNode.Server.Telemetry;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Configuration;

/// <summary>All that a server is told by its configuration, each part for whom it concerns.</summary>
internal sealed record ServerConfiguration(ServerSettings Server, StoreSettings Store, RdbSettings Rdb, SnapshotSettings Snapshots, AofSettings Aof)
{
    /// <summary>The defaults.</summary>
    public ServerConfiguration()
        : this(new ServerSettings(), new StoreSettings(), new RdbSettings(), new SnapshotSettings(), new AofSettings())
    {
    }

    public LatencySettings Latency { get; } = new();

    public LatencyMonitor LatencyMonitor { get; } = new();

    public SlowCommands Slow { get; } = new();

    public LogSettings Logs { get; } = new();

    public HttpSettings Http { get; } = new();

    public SpanSettings Spans { get; } = new();

    /// <summary>The redis.conf that the server was started with, or null.</summary>
    public string? Path { get; init; }
}
