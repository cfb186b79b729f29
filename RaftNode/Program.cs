using System.Net;
using RaftNode.Commands;
using RaftNode.Commands.Keys;
using RaftNode.Commands.Strings;
using RaftNode.Server;
using RaftNode.Server.Connections;
using RaftNode.Server.Network;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;

var settings = new ServerSettings();
var state = new StoreState(new StoreEvents());
var databases = Enumerable.Range(0, settings.Databases).Select(number => new Keyspace(state, number)).ToArray();
var watched = new WatchedKeys();
var transactions = new TransactionCommands(watched);
var table = new CommandTable(
[
    .. StringCommands.Rows,
    .. KeyCommands.Rows,
    .. ExpiryCommands.Rows,
    .. transactions.Rows,
    .. new ConnectionCommands(settings, watched).Rows,
]);
var dispatcher = new Dispatcher(table, new CommandContext(state, databases, new StoreSettings(), new CommandHost(watched)), settings);
transactions.Execute = dispatcher.Execute;
using var poller = new EpollPoller();
using var loop = new EventLoop(poller, dispatcher, watched, state, TimeProvider.System);
loop.Listen(new IPEndPoint(IPAddress.Loopback, int.Parse(args[0])));
loop.Run();
