using System.Net;
using System.Net.Sockets;
using RaftNode.Server.Blocking;
using RaftNode.Server.Network;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Server;

/// <summary>
/// The one thread that serves all clients: it waits for sockets, executes what they ask for in order, and at the end of each round sends
/// every client its replies in one go.
/// </summary>
internal sealed class EventLoop(
    IPoller poller,
    Dispatcher dispatcher,
    Outputs outputs,
    BlockedClients blocked,
    Action<Session> forget,
    ExpiryCycle expiry,
    StoreState state,
    TimeProvider time) : IDisposable
{
    /// <summary>Sessions have tokens from 1 on, listeners from here.</summary>
    private const int FirstListenerToken = 1 << 30;

    /// <summary>As long as a client that asks meanwhile should wait for it.</summary>
    private static readonly TimeSpan MaxExpiryTime = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a wait lasts at most, so that what is to be done by the clock is done.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Accepted in one round, so that a storm of connections does not hold up those that are here.</summary>
    private const int MaxAccepts = 1000;

    private readonly (int Token, Readiness Readiness)[] _ready = new (int, Readiness)[256];
    private readonly List<Session> _closed = [];
    private readonly Stack<int> _freeTokens = new();
    private Session?[] _sessions = new Session?[64];
    private int _nextToken = 1;
    private long _lastId;
    private long _expiredAt;
    private bool _hasManyExpired;
    private readonly List<Socket> _listeners = [];
    private volatile bool _isStopping;

    /// <summary>Accepts connections on an address from the next round on.</summary>
    /// <exception cref="SocketException">Somebody else has the port, or the address is not this machine's.</exception>
    public void Listen(IPEndPoint endpoint, int backlog)
    {
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        listener.Bind(endpoint);
        listener.Listen(backlog);
        poller.Add(new LinuxSocket(listener), FirstListenerToken + _listeners.Count);
        _listeners.Add(listener);
    }

    public void Run()
    {
        while (!_isStopping)
        {
            var count = poller.Wait(_ready, MillisecondsToWait());
            state.Now = Now();
            for (var i = 0; i < count; i++)
            {
                Serve(_ready[i].Token, _ready[i].Readiness);
            }

            blocked.TimeOut(state.Now);
            GoOn();
            SendReplies();
            Forget();
            Expire();
        }
    }

    public void Stop()
    {
        _isStopping = true;
        poller.Wake();
    }

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private int MillisecondsToWait() =>
        _hasManyExpired ? 0
        : blocked.NextDeadline is { } deadline ? (int)Math.Clamp(deadline - Now(), 0, Tick.TotalMilliseconds)
        : (int)Tick.TotalMilliseconds;

    /// <summary>Executes what those have sent meanwhile who do not wait any more.</summary>
    private void GoOn()
    {
        while (blocked.TryTakeReleased(out var session))
        {
            if (!session.IsClosed)
            {
                Execute(session);
            }
        }
    }

    /// <summary>Once a tick, and in every round while there is much to remove.</summary>
    private void Expire()
    {
        var start = time.GetTimestamp();
        if (!_hasManyExpired && time.GetElapsedTime(_expiredAt, start) < Tick)
        {
            return;
        }

        _expiredAt = start;
        do
        {
            _hasManyExpired = expiry.Step();
        }
        while (_hasManyExpired && time.GetElapsedTime(start) < MaxExpiryTime);
    }

    private void Serve(int token, Readiness readiness)
    {
        if (token >= FirstListenerToken)
        {
            Accept(_listeners[token - FirstListenerToken]);
            return;
        }

        if (_sessions[token] is not { IsClosed: false } session)
        {
            return;
        }

        if (readiness.HasFlag(Readiness.Write))
        {
            Send(session);
        }

        if (readiness.HasFlag(Readiness.Read) && !session.IsClosed)
        {
            Receive(session);
        }
    }

    private void Accept(Socket listener)
    {
        for (var i = 0; i < MaxAccepts; i++)
        {
            Socket client;
            try
            {
                client = listener.Accept();
            }
            catch (SocketException)
            {
                return;
            }

            client.Blocking = false;
            client.NoDelay = true;
            var token = _freeTokens.TryPop(out var free) ? free : _nextToken++;
            if (token >= _sessions.Length)
            {
                Array.Resize(ref _sessions, _sessions.Length * 2);
            }

            var session = new Session(token, ++_lastId, new LinuxSocket(client), state.Now);
            _sessions[token] = session;
            poller.Add(session.Socket, token);
        }
    }

    private void Receive(Session session)
    {
        var count = session.Socket.Receive(session.Reader.GetBuffer().Span);
        if (count == 0)
        {
            Close(session);
            return;
        }

        if (count < 0)
        {
            return;
        }

        session.Reader.Advance(count);
        Execute(session);
    }

    /// <summary>Executes what a client has sent, up to a command that makes it wait.</summary>
    private void Execute(Session session)
    {
        try
        {
            while (session.Blocked is null && session.Reader.TryRead(out var request))
            {
                if (request.Count > 0)
                {
                    dispatcher.Execute(session, request, outputs.WriterOf(session));
                }
            }
        }
        catch (RespProtocolException malformed)
        {
            outputs.WriterOf(session).WriteError(System.Text.Encoding.UTF8.GetBytes("ERR " + malformed.Problem));
            session.ClosesAfterReply = true;
        }
    }

    private void SendReplies()
    {
        foreach (var session in outputs.TakePending())
        {
            if (!session.IsClosed && !session.IsWriteBlocked)
            {
                Send(session);
            }
        }
    }

    private void Send(Session session)
    {
        var output = session.Output;
        if (output is null)
        {
            return;
        }

        while (session.SentBytes < output.WrittenCount)
        {
            var sent = session.Socket.Send(output.Written.Span[session.SentBytes..]);
            if (sent < 0)
            {
                Close(session);
                return;
            }

            session.SentBytes += sent;
            if (sent == 0)
            {
                Block(session, isBlocked: true);
                return;
            }
        }

        outputs.Keep(session);
        Block(session, isBlocked: false);
        if (session.ClosesAfterReply)
        {
            Close(session);
        }
    }

    private void Block(Session session, bool isBlocked)
    {
        if (session.IsWriteBlocked != isBlocked)
        {
            session.IsWriteBlocked = isBlocked;
            poller.Watch(session.Socket, session.Token, isBlocked ? Readiness.Read | Readiness.Write : Readiness.Read);
        }
    }

    private void Close(Session session)
    {
        session.IsClosed = true;
        forget(session);
        poller.Remove(session.Socket, session.Token);
        session.Socket.Dispose();
        _closed.Add(session);
    }

    /// <summary>Frees the tokens of those that were closed, not before the round is over that may still name them.</summary>
    private void Forget()
    {
        foreach (var session in _closed)
        {
            _sessions[session.Token] = null;
            _freeTokens.Push(session.Token);
        }

        _closed.Clear();
    }
}
