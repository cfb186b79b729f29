namespace RaftNode.Server.Figures;

/// <summary>All that is measured: <c>/metrics</c> and the meter <c>RaftNode</c> are read off this table.</summary>
internal static class Metrics
{
    private static readonly MetricUnit ClientUnit = MetricUnit.Of("client");
    private static readonly MetricUnit CommandUnit = MetricUnit.Of("command");
    private static readonly MetricUnit KeyUnit = MetricUnit.Of("key");

    public static IReadOnlyList<Metric> All { get; } =
    [
        Gauge("clients.connected", ClientUnit, "Clients that are connected.", figures => figures.Clients.Connected),
        Gauge("clients.blocked", ClientUnit, "Clients that wait for a key.", figures => figures.Clients.Blocked),
        Gauge("clients.max", ClientUnit, "How many clients there may be.", figures => figures.Clients.Most),
        Gauge("pubsub.channels", MetricUnit.Of("channel"), "Channels that somebody has subscribed to.", figures => figures.Clients.Channels),
        Gauge("pubsub.patterns", MetricUnit.Of("pattern"), "Patterns of channels that somebody has subscribed to.", figures => figures.Clients.Patterns),
        Counter("connections", MetricUnit.Of("connection"), "Connections that were made.", figures => figures.Traffic.Connections),
        Counter("connections.rejected", MetricUnit.Of("connection"), "Connections that were refused.", figures => figures.Traffic.RejectedConnections),
        Counter("network.input", MetricUnit.Bytes, "Bytes received from clients.", figures => figures.Traffic.InputBytes),
        Counter("network.output", MetricUnit.Bytes, "Bytes sent to clients.", figures => figures.Traffic.OutputBytes),

        Counter("commands.processed", CommandUnit, "Commands that were executed.", figures => figures.Traffic.Commands),
        OfCommands("commands", CommandUnit, "Commands that were executed, by command.", command => command.Calls),
        OfCommands("commands.rejected", CommandUnit, "Commands that were refused before they ran.", command => command.Rejected),
        OfCommands("commands.failed", CommandUnit, "Commands that answered an error.", command => command.Failed),
        OfCommands("commands.time", MetricUnit.Seconds, "How long commands ran.", command => command.Seconds),
        new DurationMetric("command.duration", "How long each command took.", Durations) { Label = "command" },
        new NumberMetric("errors", MetricKind.Counter, MetricUnit.Of("error"), "Errors that were answered, by their first word.", Errors) { Label = "code" },
        new DurationMetric("event_loop.duration", "How long each round of the event loop took.", figures => [(null, figures.Rounds)]),

        OfDatabases("db.keys", "Keys of a database.", database => database.Keys),
        OfDatabases("db.expiring_keys", "Keys of a database that have a time to live.", database => database.ExpiringKeys),
        Counter("keys.expired", KeyUnit, "Keys that were removed when their time was over.", figures => figures.Traffic.ExpiredKeys),
        Counter("keys.hits", KeyUnit, "Keys that were to be read and are there.", figures => figures.Traffic.Hits),
        Counter("keys.misses", KeyUnit, "Keys that were to be read and are not.", figures => figures.Traffic.Misses),
        Gauge("memory.data", MetricUnit.Bytes, "Memory of keys and values.", figures => figures.Memory.Data),
        Gauge("memory.managed", MetricUnit.Bytes, "Memory of everything else, which the runtime manages.", figures => figures.Memory.Managed),
        Gauge("memory.peak", MetricUnit.Bytes, "The most memory that was in use.", figures => figures.Memory.Peak),
        Gauge("memory.limit", MetricUnit.Bytes, "How much memory may be in use (maxmemory); 0 for no limit.", figures => figures.Memory.Limit),

        Truth("persistence.writable", "Whether writes are accepted: 0 while what is written could not be kept.", figures => figures.WriteProblem is null),
        Truth("rdb.saving", "Whether a snapshot is being saved.", figures => figures.Saves.IsSaving),
        Truth("rdb.last_save.succeeded", "Whether the last snapshot was saved.", figures => figures.Saves.HasSucceeded),
        Gauge("rdb.last_save.timestamp", MetricUnit.Seconds, "When the last snapshot was saved, in Unix time.", figures => figures.Saves.LastAt),
        Gauge("rdb.last_save.duration", MetricUnit.Seconds, "How long the last snapshot took; -1 when there was none.", figures => figures.Saves.LastSeconds),
        Gauge("rdb.changes", MetricUnit.Of("change"), "Changes that the last snapshot does not have.", figures => figures.Saves.Changes),
        Truth("aof.enabled", "Whether there is an append-only log.", figures => figures.Log.IsEnabled),
        Truth("aof.rewriting", "Whether the append-only log is being rewritten.", figures => figures.Log.IsRewriting),
        Truth("aof.last_rewrite.succeeded", "Whether the append-only log was rewritten when that was tried last.", figures => figures.Log.IsLastRewriteOk),
        Truth("aof.last_write.succeeded", "Whether the append-only log was written when that was tried last.", figures => figures.Log.IsLastWriteOk),
        Gauge("aof.size", MetricUnit.Bytes, "How long the append-only log is.", figures => figures.Log.CurrentBytes),
        Gauge("aof.pending", MetricUnit.Bytes, "What waits to be written to the append-only log.", figures => figures.Log.PendingBytes),
        Counter("aof.delayed_syncs", MetricUnit.Of("sync"), "How often the append-only log had to wait for the disk.", figures => figures.Log.DelayedSyncs),
    ];

    private static NumberMetric Gauge(string name, MetricUnit unit, string help, Func<ServerFigures, double> read) =>
        new(name, MetricKind.Gauge, unit, help, figures => [(null, read(figures))]);

    private static NumberMetric Truth(string name, string help, Func<ServerFigures, bool> read) =>
        Gauge(name, MetricUnit.Truth, help, figures => read(figures) ? 1 : 0);

    private static NumberMetric Counter(string name, MetricUnit unit, string help, Func<ServerFigures, double> read) =>
        new(name, MetricKind.Counter, unit, help, figures => [(null, read(figures))]);

    private static NumberMetric OfCommands(string name, MetricUnit unit, string help, Func<CommandFigures, double> read) =>
        new(name, MetricKind.Counter, unit, help, figures => figures.Commands.Select(command => ((string?)command.Name, read(command)))) { Label = "command" };

    private static NumberMetric OfDatabases(string name, string help, Func<DatabaseFigures, double> read) =>
        new(name, MetricKind.Gauge, KeyUnit, help, figures => figures.Databases.Select(database => ((string?)$"{database.Number}", read(database)))) { Label = "db" };

    private static IEnumerable<(string? Label, DurationFigures Durations)> Durations(ServerFigures figures) =>
        from command in figures.Commands
        where command.Durations is not null
        select ((string?)command.Name, command.Durations);

    private static IEnumerable<(string? Label, double Value)> Errors(ServerFigures figures) =>
        figures.Errors.Select(error => ((string?)error.Code, (double)error.Count));
}
