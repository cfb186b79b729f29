using System.Net;
using RaftNode.Commands;
using RaftNode.Commands.Strings;
using RaftNode.Server;
using RaftNode.Server.Network;
using RaftNode.Store.Keys;

var state = new StoreState(new StoreEvents());
var databases = Enumerable.Range(0, 16).Select(number => new Keyspace(state, number)).ToArray();
var dispatcher = new Dispatcher(new CommandTable(StringCommands.Rows), new CommandContext(state, databases), databases);
using var poller = new EpollPoller();
using var loop = new EventLoop(poller, dispatcher, state, TimeProvider.System);
loop.Listen(new IPEndPoint(IPAddress.Loopback, int.Parse(args[0])));
loop.Run();
