using RaftNode.Server.Network;

namespace RaftNode.Server.Sessions;

/// <summary>All clients that are connected, by the tokens that the poller names them by.</summary>
internal sealed class SessionTable
{
    /// <summary>Tokens from 1 on are sessions', those from here on listeners'.</summary>
    public const int FirstListenerToken = 1 << 30;

    private readonly Dictionary<long, Session> _byId = [];
    private readonly List<Session> _open = [];
    private readonly List<Session> _closed = [];
    private readonly Stack<int> _freeTokens = new();
    private Session?[] _sessions = new Session?[64];
    private int _nextToken = 1;
    private long _lastId;

    /// <summary>How many are connected.</summary>
    public int Count => _open.Count;

    /// <summary>All that are connected, the oldest first.</summary>
    public IEnumerable<Session> All => _open.OrderBy(session => session.Id);

    /// <summary>The session of a token, or null when it is closed.</summary>
    public Session? this[int token] => _sessions[token] is { IsClosed: false } session ? session : null;

    /// <summary>The session that CLIENT LIST names so, or null.</summary>
    public Session? Find(long id) => _byId.GetValueOrDefault(id);

    public Session Add(INetworkSocket socket, long now)
    {
        var token = _freeTokens.TryPop(out var free) ? free : _nextToken++;
        if (token >= _sessions.Length)
        {
            Array.Resize(ref _sessions, _sessions.Length * 2);
        }

        var session = new Session(token, ++_lastId, socket, now) { Place = _open.Count };
        _open.Add(session);
        _byId.Add(session.Id, session);
        return _sessions[token] = session;
    }

    public void Close(Session session)
    {
        session.IsClosed = true;
        _byId.Remove(session.Id);

        // The last one takes its place, so that there are no gaps to go over.
        var last = _open[^1];
        _open[session.Place] = last;
        last.Place = session.Place;
        _open.RemoveAt(_open.Count - 1);
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
        for (var i = 0; i < Math.Min(count, _open.Count); i++)
        {
            place = (place + 1) % _open.Count;
            visited.Add(_open[place]);
        }
    }
}
