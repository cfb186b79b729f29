using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Commands.Introspection;
using RaftNode.Commands.Replication;
using RaftNode.Persistence.Rdb;
using RaftNode.Server.Blocking;
using RaftNode.Server.Clients;
using RaftNode.Server.Configuration;
using RaftNode.Server.Connections;
using RaftNode.Server.Lolwut;
using RaftNode.Server.Network;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Server.Snapshots;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>A whole server: the one place that knows all its parts.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly EpollPoller _poller = new();
    private readonly Acceptor _acceptor;
    private readonly EventLoop _loop;
    private readonly DatabaseFile _file;

    /// <summary>All commands that it knows.</summary>
    public CommandTable Commands { get; }

    private RedisServer(
        ServerSettings settings, StoreSettings storeSettings, RdbSettings rdbSettings, SnapshotSettings snapshotSettings, TimeProvider time, ILogger log)
    {
        var statistics = new ServerStatistics();
        var sessions = new SessionTable();
        var outputs = new Outputs(settings);
        var publisher = new Publisher(outputs);
        var notifications = new KeyspaceNotifications(publisher, settings);
        var propagation = new Propagation();
        var state = new StoreState(new StoreEvents(notifications, propagation, statistics)) { Now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        var databases = Enumerable.Range(0, settings.Databases).Select(number => new Keyspace(state, number)).ToArray();
        _file = new DatabaseFile(databases, state, storeSettings, rdbSettings, snapshotSettings);
        var watched = new WatchedKeys();
        var blocked = new BlockedClients(outputs);
        var pause = new ClientPause();
        var transactions = new TransactionCommands(watched);
        var introspection = new CommandCommands();
        var table = new CommandTable(
        [
            .. CommandFamilies.Rows(rdbSettings),
            .. CommandGroup.Generic.Of(ReplicationCommands.Rows),
            .. CommandGroup.Transactions.Of(transactions.Rows),
            .. CommandGroup.Connection.Of(
                new ConnectionCommands(settings, transactions, publisher).Rows,
                new ClientCommands(sessions, outputs, blocked, pause, new ClientDescription(publisher)).Rows),
            .. CommandGroup.PubSub.Of(new PubSubCommands(publisher).Rows),
            .. CommandGroup.Server.Of(introspection.Rows, LolwutCommand.Rows, new SnapshotCommands(_file).Rows),
        ]);
        introspection.Table = Commands = table;
        var context = new CommandContext(state, databases, storeSettings, propagation, new CommandHost(watched, blocked, notifications));
        var dispatcher = new Dispatcher(table, context, transactions, blocked, pause, outputs, settings, statistics);
        transactions.Execute = dispatcher.Execute;
        var inputs = new Inputs(dispatcher, outputs, blocked, pause, settings, statistics, state, log);
        var wire = new Wire(
            _poller, sessions, outputs, inputs, settings, statistics, state, session => Forget(session, transactions, publisher, blocked), log);
        var care = new SessionCare(sessions, wire, settings, state, log);
        _acceptor = new Acceptor(_poller, sessions, settings, statistics, state, log);
        _loop = new EventLoop(_poller, sessions, _acceptor, inputs, outputs, blocked, pause, wire, care, new ExpiryCycle(databases), state, time);
    }

    /// <summary>Makes a server of lines of redis.conf.</summary>
    /// <exception cref="ConfigurationException">A line is wrong.</exception>
    public static RedisServer Create(IReadOnlyList<(string Line, string Origin)> lines, TimeProvider time, ILogger log)
    {
        var settings = new ServerSettings();
        var storeSettings = new StoreSettings();
        var rdbSettings = new RdbSettings();
        var snapshotSettings = new SnapshotSettings();
        var table = new SettingsTable(settings, storeSettings, rdbSettings, snapshotSettings);
        foreach (var (line, origin) in lines)
        {
            try
            {
                table.Apply(line);
            }
            catch (SettingException problem)
            {
                throw new ConfigurationException($"{origin}: '{line}': {problem.Message}");
            }
        }

        snapshotSettings.Rules.IsStarting = false;
        return new RedisServer(settings, storeSettings, rdbSettings, snapshotSettings, time, log);
    }

    /// <summary>Loads the data, and accepts connections from the first round of <see cref="Run"/> on.</summary>
    /// <exception cref="RdbException">The file of data is damaged.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Somebody else has the port, or the address is not this machine's.</exception>
    public void Open()
    {
        _file.Load();
        _acceptor.Listen();
    }

    /// <summary>Serves until <see cref="Stop"/>.</summary>
    public void Run() => _loop.Run();

    /// <summary>Ends <see cref="Run"/>; any thread may call it.</summary>
    public void Stop() => _loop.Stop();

    private static void Forget(Session session, TransactionCommands transactions, Publisher publisher, BlockedClients blocked)
    {
        transactions.End(session);
        publisher.Forget(session);
        blocked.Forget(session);
    }

    public void Dispose()
    {
        _acceptor.Dispose();
        _poller.Dispose();
    }
}
