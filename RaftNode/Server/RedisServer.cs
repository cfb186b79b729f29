using Microsoft.Extensions.Logging;
using RaftNode.Commands.Introspection;
using RaftNode.Commands.Replication;
using RaftNode.Commands;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Rdb;
using RaftNode.Persistence.Snapshots;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Blocking;
using RaftNode.Server.Clients;
using RaftNode.Server.Configuration;
using RaftNode.Server.Connections;
using RaftNode.Server.Debugging;
using RaftNode.Server.Figures;
using RaftNode.Server.Info;
using RaftNode.Server.Latency;
using RaftNode.Server.Lolwut;
using RaftNode.Server.Loop;
using RaftNode.Server.Memory;
using RaftNode.Server.Monitor;
using RaftNode.Server.Network;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Server.Shutdown;
using RaftNode.Server.Slowlog;
using RaftNode.Server.Snapshots;
using RaftNode.Server.Telemetry;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>A whole server: the one place that knows all its parts.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly IPoller _poller;
    private readonly Acceptor _acceptor;
    private readonly EventLoop _loop;
    private readonly Saver _saver;
    private readonly AppendOnlyLog _log;
    private readonly Dispatcher _dispatcher;
    private readonly Wire _wire;

    private readonly ServerSetup _setup;
    private readonly ServerConfiguration _configuration;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<Keyspace> _databases;
    private readonly StoreState _state;
    private readonly ServerStatistics _statistics = new();
    private readonly UsedMemory _memory = new();
    private readonly ErrorCounts _errors;

    /// <summary>All commands that it knows.</summary>
    public CommandTable Commands { get; }

    private RedisServer(ServerSetup setup, TimeProvider time, ILogger log)
    {
        _setup = setup;
        var (configuration, settingsTable, _) = setup;
        _configuration = configuration;
        _logger = log;
        _time = time;
        var (settings, storeSettings, rdbSettings, snapshotSettings, aofSettings) = configuration;
        var network = INetwork.OfThisSystem;
        _poller = network.CreatePoller();
        var statistics = _statistics;
        var identity = ServerIdentity.Create(time, configuration.Path);
        var sessions = new SessionTable();
        var outputs = new Outputs(settings);
        var publisher = new Publisher(outputs);
        var notifications = new KeyspaceNotifications(publisher, settings);
        var propagation = new Propagation();
        var watched = new WatchedKeys();
        var state = new StoreState(new StoreEvents(notifications, watched, propagation, statistics)) { Now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        var databases = Enumerable.Range(0, settings.Databases).Select(number => new Keyspace(state, number)).ToArray();
        _databases = databases;
        _state = state;
        var file = new DatabaseFile(databases, state, storeSettings, rdbSettings, snapshotSettings, time, log);
        var snapshots = new SnapshotTaker(state, databases, rdbSettings, time, _poller.Wake);
        _saver = new Saver(snapshots, file, snapshotSettings, state, log);
        var shutdown = new ServerShutdown(_saver, () => _log!.IsBeginning, snapshotSettings, log);
        var blocked = new BlockedClients(outputs);
        var pause = new ClientPause(state);
        var monitors = new Monitors(settings, outputs, time);
        var transactions = new TransactionCommands(watched, (session, transaction, reply) => _dispatcher!.Execute(session, transaction, reply));
        var clientCommands = new ClientCommands(sessions, outputs, blocked, pause, new ClientDescription(publisher), session => _wire!.Close(session));
        var context = new CommandContext(state, databases, storeSettings, propagation, new CommandHost(watched, blocked, notifications, _saver, outputs));
        _errors = context.ErrorCounts;
        var memory = _memory;
        MemoryReport ReportMemory() => MemoryReport.Of(memory, sessions, databases, _log!.Status.PendingBytes);
        var expiry = new ExpiryCycle(databases);
        var figures = new ServerSections(
            settings, identity, statistics, sessions, blocked, new MemorySection(ReportMemory, memory, settings).Section, publisher, _errors, databases, state, expiry);
        var introspection = new CommandCommands(() => Commands!);
        var aofCommands = new AofCommands(() => _log!);
        DebugSubcommand[] debugging =
        [
            .. new ServerDebugging(expiry, identity, log).Subcommands,
            .. new DataDebugging(databases, state, rdbSettings, log).Subcommands,
            .. ProtocolDebugging.Subcommands,
            .. new SnapshotDebugging(_saver, log).Subcommands,
            .. new AofDebugging(() => _log!, log).Subcommands,
        ];
        var table = new CommandTable(
        [
            .. CommandFamilies.Rows(rdbSettings),
            .. CommandGroup.Generic.Of(ReplicationCommands.Rows),
            .. CommandGroup.Transactions.Of(transactions.Rows),
            .. CommandGroup.Connection.Of(
                new ConnectionCommands(settings, transactions, publisher, monitors, outputs).Rows,
                clientCommands.Rows),
            .. CommandGroup.PubSub.Of(new PubSubCommands(publisher).Rows),
            .. CommandGroup.Server.Of(
                introspection.Rows,
                LolwutCommand.Rows,
                new MonitorCommand(monitors).Rows,
                new MemoryCommands(ReportMemory, memory).Rows,
                new SnapshotCommands(_saver, snapshots).Rows,
                new ShutdownCommand(shutdown).Rows,
                aofCommands.Rows,
                new ConfigCommands(settingsTable, settings, configuration.Path, ResetStatistics, log).Rows,
                new InfoCommand(SectionsOf(figures, new PersistenceSection(() => _saver.Status, snapshots.Progress, () => _log!.Status), configuration.Latency)).Rows,
                new ServerCommands(time).Rows,
                new DebugCommand(debugging).Rows,
                new SlowlogCommands(configuration.Slow).Rows,
                new LatencyCommands(configuration.LatencyMonitor, configuration.Slow, () => Commands!).Rows),
        ]);
        Commands = table;
        var spans = new CommandSpans(configuration.Spans, time);
        var meter = new CommandMeter(configuration.Slow, configuration.Latency, configuration.LatencyMonitor, statistics, spans);
        var dispatcher = _dispatcher = new Dispatcher(table, context, transactions, blocked, pause, outputs, shutdown, settings, memory, monitors, meter, () => WriteProblem);
        var inputs = new Inputs(dispatcher, meter, outputs, blocked, pause, settings, statistics, state, log);
        var wire = _wire = new Wire(
            _poller, sessions, outputs, inputs, settings, statistics, state, session => Forget(session, transactions, publisher, blocked, pause, monitors), log);
        var care = new SessionCare(sessions, wire, settings, state, log);
        _acceptor = new Acceptor(network, _poller, sessions, settings, statistics, state, log);
        var replay = new AofReplay(dispatcher, databases, state, configuration, time, log);
        _log = new AppendOnlyLog(configuration, replay, new BaseFiles(configuration, file), snapshots, propagation, state, time, log);
        Board = new FigureBoard(time, _poller.Wake);
        var rounds = new LatencyHistogram();
        var taker = new FigureTaker(
            settings, statistics, sessions, blocked, publisher, _errors, databases, state.Reads, memory, _saver, () => _log.Status, () => WriteProblem, table, rounds);
        var answers = new Answers(sessions, inputs, outputs, wire, _log, aofSettings, configuration.LatencyMonitor, state);
        var monitor = new LoopMonitor(rounds, Board, taker, spans, time);
        _loop = new EventLoop(
            new SocketWait(_poller, settings, time),
            new SocketService(sessions, _acceptor, inputs, wire, answers),
            answers,
            new ClientTimeouts(blocked, pause),
            new ExpiryWork(expiry, statistics, configuration.LatencyMonitor, state, time),
            new SnapshotWork(snapshots, shutdown, configuration.LatencyMonitor, state),
            [_acceptor.Resume, care.Step, _log.Tick, figures.Sample, () => memory.Sample(settings.MaxMemory, state.Now), _saver.Tick, monitor.Tick],
            shutdown,
            monitor,
            state,
            time,
            log);
    }

    /// <summary>Why writes are refused, or null: what is written could not be kept.</summary>
    private string? WriteProblem =>
        _saver.WriteProblem ?? (_log.Problem is { } problem ? $"MISCONF Errors writing to the AOF file: {problem}" : null);

    /// <summary>What others may know of it.</summary>
    public FigureBoard Board { get; }

    /// <summary>Makes a server.</summary>
    public static RedisServer Create(ServerSetup setup, TimeProvider time, ILogger log) => new(setup, time, log);

    /// <summary>Loads the data, and accepts connections from the first round of <see cref="Run"/> on.</summary>
    /// <exception cref="RdbException">The file of data is damaged.</exception>
    /// <exception cref="AofException">The append-only log is damaged.</exception>
    /// <exception cref="IOException">Somebody else has the port, or the address is not this machine's.</exception>
    public void Open()
    {
        var start = _time.GetTimestamp();
        _logger.Starting(_configuration);
        _setup.Report(_logger);
        _memory.Start();
        TemporaryFiles.Remove(_configuration.Snapshots.Folder, [_configuration.Snapshots.FileName, _configuration.Aof.FileName], _logger);
        if (_configuration.Aof.IsOn)
        {
            _log.Start();
        }
        else
        {
            _saver.Load();
        }

        _configuration.Aof.Turning = _log.Turn;

        // What was replayed is no work of clients.
        ResetStatistics();
        _configuration.Slow.Clear();
        _configuration.LatencyMonitor.Reset();
        _acceptor.Listen();
        _configuration.Server.Moving = _acceptor.Move;
        Board.Phase = ServerPhase.Serving;
        _logger.Ready(_configuration.Server.Port, _databases.Sum(database => (long)database.Count), _time.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Serves until <see cref="Stop"/>.</summary>
    /// <exception cref="AofException">It cannot keep what it has promised to.</exception>
    public void Run()
    {
        try
        {
            _loop.Run();
        }
        catch
        {
            // Whatever it was, what was answered and only waits for the disk is kept. No finally: one does not run where nobody catches.
            _log.TryStop();
            throw;
        }

        _log.Stop();
    }

    /// <summary>Ends <see cref="Run"/>; any thread may call it.</summary>
    public void Stop() => _loop.Stop();

    /// <summary>The sections of INFO in Redis's order.</summary>
    private IReadOnlyList<InfoSection> SectionsOf(ServerSections figures, PersistenceSection persistence, LatencySettings latency) =>
    [
        .. figures.First,
        persistence.Section,
        .. figures.Further,
        .. new CommandSections(() => Commands, _errors, latency).All,
        .. figures.Last,
    ];

    private void ResetStatistics()
    {
        _statistics.Reset();
        _state.Reads.Reset();
        _errors.Clear();
        foreach (var command in Commands.All.SelectMany(command => command.Subcommands.Prepend(command)))
        {
            command.Statistics.Reset();
        }
    }

    private static void Forget(Session session, TransactionCommands transactions, Publisher publisher, BlockedClients blocked, ClientPause pause, Monitors monitors)
    {
        transactions.End(session);
        publisher.Forget(session);
        blocked.Forget(session);
        pause.Forget(session);
        monitors.Remove(session);
    }

    public void Dispose()
    {
        _acceptor.Dispose();
        _log.Dispose();
        _poller.Dispose();
    }
}
