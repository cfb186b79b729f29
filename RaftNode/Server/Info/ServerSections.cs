using System.Globalization;
using System.Runtime.InteropServices;
using RaftNode.Commands;
using RaftNode.Server.Blocking;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Info;

/// <summary>What INFO tells of the server, its clients, memory, counts and databases.</summary>
internal sealed class ServerSections(
    ServerSettings settings,
    ServerIdentity identity,
    ServerStatistics statistics,
    SessionTable sessions,
    BlockedClients blocked,
    InfoSection memory,
    Publisher publisher,
    ErrorCounts errors,
    IReadOnlyList<Keyspace> databases,
    StoreState state,
    ExpiryCycle expiry)
{
    private const int SecondsInDay = 86_400;

    private readonly RateMeter _commands = new();
    private readonly RateMeter _input = new();
    private readonly RateMeter _output = new();

    /// <summary>Those before what persistence has to tell.</summary>
    public IEnumerable<InfoSection> First => [new("Server", Server), new("Clients", Clients), memory];

    /// <summary>Those after it.</summary>
    public IEnumerable<InfoSection> Further => [new("Stats", Statistics), new("Replication", Replication), new("CPU", Processor), new("Modules", static () => [])];

    /// <summary>The last ones.</summary>
    public IEnumerable<InfoSection> Last => [new("Cluster", static () => [("cluster_enabled", 0)]), new("Keyspace", Keyspaces)];

    /// <summary>Takes the figures that are told as rates and peaks; to be called each tick.</summary>
    public void Sample()
    {
        _commands.Sample(statistics.Commands, state.Now);
        _input.Sample(statistics.InputBytes, state.Now);
        _output.Sample(statistics.OutputBytes, state.Now);
    }

    private IEnumerable<(string, object)> Server()
    {
        var seconds = (state.Now - identity.StartedAt) / 1000;
        return
        [
            ("redis_version", ServerVersion.Redis),
            ("redis_mode", "standalone"),
            ("server_name", "raftnode"),
            ("os", RuntimeInformation.OSDescription),
            ("arch_bits", 64),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("multiplexing_api", "epoll"),
            ("process_id", Environment.ProcessId),
            ("process_supervised", "no"),
            ("run_id", identity.RunId),
            ("tcp_port", settings.Port),
            ("server_time_usec", state.Now * 1000),
            ("uptime_in_seconds", seconds),
            ("uptime_in_days", seconds / SecondsInDay),
            ("hz", 10),
            ("configured_hz", 10),
            ("executable", Environment.ProcessPath ?? ""),
            ("config_file", identity.ConfigurationPath ?? ""),
        ];
    }

    private IEnumerable<(string, object)> Clients()
    {
        var all = sessions.All.ToArray();
        return
        [
            ("connected_clients", sessions.Count),
            ("cluster_connections", 0),
            ("maxclients", settings.MaxClients),
            ("client_recent_max_input_buffer", all.Select(session => (long)session.Reader.BufferBytes).DefaultIfEmpty().Max()),
            ("client_recent_max_output_buffer", all.Select(session => session.OutputBytes).DefaultIfEmpty().Max()),
            ("blocked_clients", blocked.Count),
            ("tracking_clients", 0),
        ];
    }

    private IEnumerable<(string, object)> Statistics() =>
    [
        ("total_connections_received", statistics.Connections),
        ("total_commands_processed", statistics.Commands),
        ("instantaneous_ops_per_sec", (long)_commands.PerSecond),
        ("total_net_input_bytes", statistics.InputBytes),
        ("total_net_output_bytes", statistics.OutputBytes),
        ("instantaneous_input_kbps", string.Create(CultureInfo.InvariantCulture, $"{_input.PerSecond / 1024:F2}")),
        ("instantaneous_output_kbps", string.Create(CultureInfo.InvariantCulture, $"{_output.PerSecond / 1024:F2}")),
        ("rejected_connections", statistics.RejectedConnections),
        ("client_query_buffer_limit_disconnections", statistics.QueryBufferDisconnections),
        ("client_output_buffer_limit_disconnections", statistics.OutputBufferDisconnections),
        ("expired_keys", statistics.ExpiredKeys),
        ("expired_stale_perc", string.Create(CultureInfo.InvariantCulture, $"{expiry.StalePercentage:F2}")),
        ("expire_cycle_cpu_milliseconds", (long)statistics.ExpiryTime.TotalMilliseconds),
        ("evicted_keys", 0),
        ("evicted_clients", 0),
        ("keyspace_hits", state.Reads.Hits),
        ("keyspace_misses", state.Reads.Misses),
        ("pubsub_channels", publisher.Channels.Names.Count),
        ("pubsub_patterns", publisher.Patterns.Names.Count),
        ("pubsubshard_channels", publisher.ShardChannels.Names.Count),
        ("total_error_replies", errors.Total),
        ("total_reads_processed", statistics.Reads),
        ("total_writes_processed", statistics.Writes),
    ];

    private IEnumerable<(string, object)> Replication() =>
    [
        ("role", "master"),
        ("connected_slaves", 0),
        ("master_failover_state", "no-failover"),
        ("master_replid", identity.ReplicationId),
        ("master_replid2", new string('0', ServerIdentity.RunIdLength)),
        ("master_repl_offset", 0),
        ("second_repl_offset", -1),
        ("repl_backlog_active", 0),
    ];

    private static IEnumerable<(string, object)> Processor()
    {
        if (OperatingSystem.IsBrowser() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS())
        {
            return [];
        }

        var usage = Environment.CpuUsage;
        return
        [
            ("used_cpu_sys", Seconds(usage.PrivilegedTime)),
            ("used_cpu_user", Seconds(usage.UserTime)),
        ];
    }

    private IEnumerable<(string, object)> Keyspaces() =>
        from database in databases
        where database.Count > 0
        select ($"db{database.Number}", (object)$"keys={database.Count},expires={database.ExpiringCount},avg_ttl={database.AverageMillisecondsLeft}");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
}
