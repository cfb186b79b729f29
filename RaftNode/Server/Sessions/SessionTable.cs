using RaftNode.Server.Network;
using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>All clients that are connected, by the tokens that the poller names them by.</summary>
internal sealed class SessionTable
{
    /// <summary>Tokens from 1 on are sessions', those from here on listeners'.</summary>
    public const int FirstListenerToken = 1 << 30;

    private readonly List<Session> _closed = [];
    private readonly Stack<int> _freeTokens = new();
    private Session?[] _sessions = new Session?[64];
    private int _nextToken = 1;
    private long _lastId;

    /// <summary>How many are connected.</summary>
    public int Count { get; private set; }

    /// <summary>All that are connected, the oldest first.</summary>
    public IEnumerable<Session> All => Open.OrderBy(session => session.Id);

    private IEnumerable<Session> Open => _sessions.OfType<Session>().Where(session => !session.IsClosed);

    /// <summary>The session of a token, or null when it is closed.</summary>
    public Session? this[int token] => _sessions[token] is { IsClosed: false } session ? session : null;

    /// <summary>The session that CLIENT LIST names so, or null.</summary>
    public Session? Find(long id) => Open.FirstOrDefault(session => session.Id == id);

    public Session Add(INetworkSocket socket, RespLimits limits, long now)
    {
        var token = _freeTokens.TryPop(out var free) ? free : _nextToken++;
        if (token >= _sessions.Length)
        {
            Array.Resize(ref _sessions, _sessions.Length * 2);
        }

        Count++;
        return _sessions[token] = new Session(token, ++_lastId, socket, limits, now);
    }

    public void Close(Session session)
    {
        session.IsClosed = true;
        Count--;
        _closed.Add(session);
    }

    /// <summary>Frees the tokens of those that were closed. Not before a round is over, which may still name them.</summary>
    public void Forget()
    {
        foreach (var session in _closed)
        {
            _sessions[session.Token] = null;
            _freeTokens.Push(session.Token);
        }

        _closed.Clear();
    }

    /// <summary>Adds the next few of the sessions to a list, going round; the place to go on from is kept by the caller.</summary>
    public void Visit(ref int place, int count, List<Session> visited)
    {
        for (var i = 0; i < Math.Min(count, _nextToken); i++)
        {
            place = (place + 1) % _nextToken;
            if (this[place] is { } session)
            {
                visited.Add(session);
            }
        }
    }
}
