using System.Text;
using RaftNode.Commands;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Blocking;
using RaftNode.Server.Memory;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Server.Snapshots;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Figures;

/// <summary>Takes the figures of the server, on the thread that executes commands: some microseconds, and some more for each command in use.</summary>
internal sealed class FigureTaker(
    ServerSettings settings,
    ServerStatistics statistics,
    SessionTable sessions,
    BlockedClients blocked,
    Publisher publisher,
    ErrorCounts errors,
    IReadOnlyList<Keyspace> databases,
    KeyReads reads,
    UsedMemory memory,
    Saver saver,
    Func<AofStatus> log,
    Func<string?> writeProblem,
    CommandTable commands,
    LatencyHistogram rounds)
{
    public ServerFigures Take() => new()
    {
        WriteProblem = writeProblem(),
        Clients = new ClientFigures(
            sessions.Count, blocked.Count, settings.MaxClients, publisher.Channels.Names.Count + publisher.ShardChannels.Names.Count, publisher.Patterns.Names.Count),
        Memory = new MemoryFigures(UsedMemory.DataBytes, memory.ManagedBytes, memory.PeakBytes, settings.MaxMemory),
        Traffic = Traffic(),
        Saves = Saves(saver.Status),
        Log = log(),
        Databases = [.. databases.Where(database => database.Count > 0 || database.Number == 0).Select(Of)],
        Commands = [.. commands.All.SelectMany(command => command.Subcommands.Prepend(command)).Where(IsUsed).Select(Of)],
        Errors = [.. errors.ByCode.Select(error => (Encoding.UTF8.GetString(error.Key), error.Value))],
        Rounds = DurationFigures.Of(rounds),
    };

    private static SaveFigures Saves(SaveStatus status) =>
        new(status.CurrentSeconds >= 0, status.HasSucceeded, status.LastSaveAt, status.LastSeconds, status.Changes);

    private static DatabaseFigures Of(Keyspace database) => new(database.Number, database.Count, database.ExpiringCount);

    private static bool IsUsed(Command command) =>
        command.Statistics is { Calls: > 0 } or { Rejected: > 0 } or { Failed: > 0 };

    private static CommandFigures Of(Command command)
    {
        var counted = command.Statistics;
        return new CommandFigures(
            command.Name,
            counted.Calls,
            counted.Nanoseconds / 1e9,
            counted.Rejected,
            counted.Failed,
            counted.Latencies is { } latencies ? DurationFigures.Of(latencies) : null);
    }

    private TrafficFigures Traffic() => new()
    {
        Connections = statistics.Connections,
        RejectedConnections = statistics.RejectedConnections,
        Commands = statistics.Commands,
        InputBytes = statistics.InputBytes,
        OutputBytes = statistics.OutputBytes,
        ExpiredKeys = statistics.ExpiredKeys,
        Hits = reads.Hits,
        Misses = reads.Misses,
    };
}
