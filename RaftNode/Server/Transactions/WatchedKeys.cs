using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;
using RaftNode.Store.Tables;

namespace RaftNode.Server.Transactions;

/// <summary>The keys that clients watch, so that EXEC runs only if nobody changed them. https://redis.io/docs/latest/commands/watch/</summary>
internal sealed class WatchedKeys
{
    private static readonly List<Mark> NoMarks = [];

    private readonly Dictionary<int, Dictionary<byte[], List<Mark>>> _databases = [];
    private readonly Dictionary<Session, List<(int Database, byte[] Key)>> _sessions = [];

    public void Watch(Session session, Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        if (!_databases.TryGetValue(keyspace.Number, out var keys))
        {
            _databases[keyspace.Number] = keys = new Dictionary<byte[], List<Mark>>(BytesComparer.Instance);
        }

        var name = key.ToArray();
        if (!keys.TryGetValue(name, out var watches))
        {
            keys[name] = watches = [];
        }

        if (watches.Exists(watch => watch.Session == session))
        {
            return;
        }

        watches.Add(new Mark(session) { IsExpired = keyspace.PresenceOf(key) == KeyPresence.Expired });
        if (!_sessions.TryGetValue(session, out var watched))
        {
            _sessions[session] = watched = [];
        }

        watched.Add((keyspace.Number, name));
    }

    /// <summary>Forgets all that a client watches.</summary>
    public void Forget(Session session)
    {
        session.HasWatchedKeyChanged = false;
        if (!_sessions.Remove(session, out var watched))
        {
            return;
        }

        foreach (var (database, key) in watched)
        {
            var watches = _databases[database][key];
            watches.RemoveAll(watch => watch.Session == session);
            if (watches.Count == 0)
            {
                _databases[database].Remove(key);
            }
        }
    }

    /// <summary>A key was changed: whoever watches it gets no EXEC.</summary>
    public void Changed(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        foreach (var watch in MarksOf(keyspace, key))
        {
            watch.Session.HasWatchedKeyChanged = true;
        }
    }

    /// <summary>A key is removed since its time is over, which is a change for those who found it here.</summary>
    public void Expired(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        foreach (var watch in MarksOf(keyspace, key))
        {
            watch.Become(KeyPresence.Expired, KeyPresence.Missing);
        }
    }

    /// <summary>All of a database is about to go, or to be another's: that changes the keys that are in either.</summary>
    public void Changed(Keyspace keyspace, Keyspace? other)
    {
        if (_sessions.Count == 0 || !_databases.TryGetValue(keyspace.Number, out var keys))
        {
            return;
        }

        foreach (var (key, watches) in keys)
        {
            var (before, after) = (keyspace.PresenceOf(key), other?.PresenceOf(key) ?? KeyPresence.Missing);
            foreach (var watch in watches)
            {
                watch.Become(before, after);
            }
        }
    }

    /// <summary>Whether a key that a client watches has run out of time since.</summary>
    public bool HasExpired(Session session, IReadOnlyList<Keyspace> databases) =>
        _sessions.TryGetValue(session, out var watched) && watched.Exists(name =>
            databases[name.Database].PresenceOf(name.Key) == KeyPresence.Expired
            && _databases[name.Database][name.Key].Exists(watch => watch.Session == session && !watch.IsExpired));

    private List<Mark> MarksOf(Keyspace keyspace, ReadOnlySpan<byte> key) =>
        _sessions.Count > 0 && _databases.TryGetValue(keyspace.Number, out var keys)
            && keys.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var watches)
            ? watches
            : NoMarks;

    /// <summary>That a client watches a key.</summary>
    private sealed class Mark(Session session)
    {
        public Session Session { get; } = session;

        /// <summary>Whether the key is here and its time was over before it was watched: it counts as missing then.</summary>
        public bool IsExpired { get; set; }

        /// <summary>Without anybody writing to it the key is about to be something else. From missing to missing nothing changes.</summary>
        public void Become(KeyPresence before, KeyPresence after)
        {
            if ((IsExpired || before == KeyPresence.Missing) && after != KeyPresence.Live)
            {
                IsExpired = after == KeyPresence.Expired;
            }
            else
            {
                Session.HasWatchedKeyChanged = true;
            }
        }
    }
}
