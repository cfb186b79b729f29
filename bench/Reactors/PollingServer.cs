using System.Net;
using RaftNode.Server.Network;
using RedisLib.Resp;

namespace Reactors;

/// <summary>One thread that waits with a poller and does all there is to do itself.</summary>
internal static class PollingServer
{
    private const int ListenerToken = 1;

    public static Task RunAsync(INetwork network, int port)
    {
        var poller = network.CreatePoller();
        var store = new Store();
        var connections = new List<Connection>();
        var listener = network.Accepting(ListeningSocket.OfTcp(new IPEndPoint(IPAddress.Loopback, port), backlog: 511), path: null);
        poller.Add(listener, ListenerToken);
        var ready = new (int Token, Readiness Readiness)[256];
        while (true)
        {
            var count = poller.Wait(ready, 1000);
            foreach (var (token, _) in ready.AsSpan(0, count))
            {
                if (token != ListenerToken)
                {
                    Serve(connections[token - ListenerToken - 1], poller, token, store);
                    continue;
                }

                while (listener.TryAccept(out var client) == AcceptOutcome.Accepted)
                {
                    connections.Add(new Connection(client!));
                    poller.Add(client!, ListenerToken + connections.Count);
                }
            }
        }
    }

    private static void Serve(Connection connection, IPoller poller, int token, Store store)
    {
        var count = connection.Socket.Receive(connection.Requests.GetBuffer().Span);
        if (count == 0)
        {
            poller.Remove(connection.Socket, token);
            connection.Socket.Dispose();
        }
        else if (count > 0)
        {
            connection.Requests.Advance(count);
            store.Answer(connection.Requests, connection.Replies);
            connection.Socket.Send(connection.Replies.Written.Span);
            connection.Replies.Clear();
        }
    }

    private sealed record Connection(INetworkSocket Socket)
    {
        public RespRequestReader Requests { get; } = new();

        public RespWriter Replies { get; } = new(RespVersion.Resp2);
    }
}
