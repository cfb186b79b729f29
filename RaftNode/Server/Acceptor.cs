using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Server.Configuration;
using RaftNode.Server.Network;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>Lets clients in, and turns those away that may not come in.</summary>
internal sealed class Acceptor(
    INetwork network, IPoller poller, SessionTable sessions, ServerSettings settings, ServerStatistics statistics, StoreState state, ILogger log) : IDisposable
{
    /// <summary>Accepted in one round, so that a storm of connections does not hold up those that are here.</summary>
    private const int MaxAccepts = 1000;

    /// <summary>By their tokens; null for those that were closed.</summary>
    private readonly List<IListener?> _listeners = [];
    private readonly List<int> _resting = [];

    /// <summary>The tokens of those at the settings' addresses and port.</summary>
    private List<int> _tcp = [];

    private static ReadOnlySpan<byte> TooMany => "-ERR max number of clients reached\r\n"u8;

    private static ReadOnlySpan<byte> Protected =>
        "-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface. If you want to connect from external computers to Redis you may adopt one of the following solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the same host the server is running, however MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable the protected mode by editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the server. 3) If you started the server manually just for testing, restart it with the '--protected-mode no' option. 4) Setup a an authentication password for the default user. NOTE: You only need to do one of the above things in order for the server to start accepting connections from the outside.\r\n"u8;

    /// <summary>Accepts connections where the settings say, from the next round on.</summary>
    /// <exception cref="IOException">Somebody else has the port, or the address is not this machine's.</exception>
    public void Listen()
    {
        try
        {
            _tcp = Open(settings.Bind, settings.Port);
        }
        catch (SocketException problem)
        {
            throw new IOException(
                $"Nobody can be served on port {settings.Port} of {string.Join(", ", settings.Bind.Select(address => address.Address))}: {problem.Message}. "
                + "Set another port (--port) or other addresses (--bind), or end the program that has it.",
                problem);
        }

        if (settings.UnixSocket.Length > 0)
        {
            Add(network.Accepting(ListeningSocket.OfUnix(settings.UnixSocket, settings.UnixSocketMode, settings.Backlog), settings.UnixSocket));
        }
    }

    /// <summary>Accepts connections at other addresses or another port than the settings say. Clients that are here stay.</summary>
    /// <exception cref="SocketException">That cannot be done; all is as it was.</exception>
    public void Move(IReadOnlyList<BindAddress> addresses, int port)
    {
        if (port != settings.Port)
        {
            var opened = Open(addresses, port);
            _tcp.ForEach(Close);
            _tcp = opened;
            return;
        }

        // One address may be among others, such as 127.0.0.1 among all, and the system gives a port once.
        _tcp.ForEach(Close);
        _tcp = [];
        try
        {
            _tcp = Open(addresses, port);
        }
        catch (SocketException)
        {
            _tcp = Open(settings.Bind, port);
            throw;
        }
    }

    /// <summary>Lets in those who wait at a listener.</summary>
    public void Accept(int token)
    {
        if (_listeners[token - SessionTable.FirstListenerToken] is not { } listener)
        {
            return;
        }

        for (var i = 0; i < MaxAccepts; i++)
        {
            switch (listener.TryAccept(out var socket))
            {
                case AcceptOutcome.Accepted:
                    Admit(socket!);
                    break;
                case AcceptOutcome.Exhausted:
                    Rest(listener, token);
                    return;
                default:
                    return;
            }
        }
    }

    /// <summary>Those that rested try again; to be called each tick.</summary>
    public void Resume()
    {
        foreach (var token in _resting)
        {
            if (_listeners[token - SessionTable.FirstListenerToken] is { } listener)
            {
                poller.Watch(listener, token, Readiness.Read);
            }
        }

        _resting.Clear();
    }

    public void Dispose()
    {
        _listeners.ForEach(listener => listener?.Dispose());
        if (settings.UnixSocket.Length > 0)
        {
            File.Delete(settings.UnixSocket);
        }
    }

    private List<int> Open(IReadOnlyList<BindAddress> addresses, int port)
    {
        var opened = new List<int>();
        foreach (var address in addresses.Where(_ => port > 0))
        {
            try
            {
                opened.Add(Add(network.Accepting(ListeningSocket.OfTcp(new IPEndPoint(address.Address, port), settings.Backlog), path: null)));
            }
            catch (SocketException problem) when (address.IsOptional
                && problem.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported)
            {
                log.AddressNotAvailable(address.Address);
            }
            catch (SocketException)
            {
                opened.ForEach(Close);
                throw;
            }
        }

        return opened;
    }

    private int Add(IListener listener)
    {
        var token = SessionTable.FirstListenerToken + _listeners.Count;
        poller.Add(listener, token);
        _listeners.Add(listener);
        return token;
    }

    private void Close(int token)
    {
        var place = token - SessionTable.FirstListenerToken;
        poller.Remove(_listeners[place]!, token);
        _listeners[place]!.Dispose();
        _listeners[place] = null;
    }

    /// <summary>The connection stays in the system's queue, and the poller would tell of it again and again.</summary>
    private void Rest(IListener listener, int token)
    {
        log.AcceptFailed();
        poller.Watch(listener, token, Readiness.None);
        _resting.Add(token);
    }

    private void Admit(INetworkSocket socket)
    {
        statistics.Connections++;
        if (sessions.Count >= settings.MaxClients)
        {
            log.TooManyClients(socket.RemoteAddress);
            statistics.RejectedConnections++;
            TurnAway(socket, TooMany);
        }
        else if (settings.IsProtected && settings.Password.Length == 0 && !socket.IsLoopback)
        {
            log.RefusedByProtectedMode(socket.RemoteAddress);
            statistics.RejectedConnections++;
            TurnAway(socket, Protected);
        }
        else
        {
            if (settings.KeepAliveSeconds > 0 && !socket.IsUnix)
            {
                socket.KeepAlive(settings.KeepAliveSeconds);
            }

            // Whoever came while there was no password stays, should there be one later.
            var session = sessions.Add(socket, state.Now);
            session.IsAuthenticated = settings.Password.Length == 0;
            poller.Add(session.Socket, session.Token);
        }
    }

    private static void TurnAway(INetworkSocket socket, ReadOnlySpan<byte> error)
    {
        socket.Send(error);
        socket.Dispose();
    }
}
