using RaftNode.Server.Sessions;
using RaftNode.Store.Tables;

namespace RaftNode.Server.PubSub;

/// <summary>Who has subscribed to the names of one kind: channels, patterns, or channels of a shard.</summary>
internal sealed class Subscriptions
{
    private readonly Dictionary<byte[], List<Session>> _names = new(BytesComparer.Instance);
    private readonly Dictionary<Session, HashSet<byte[]>> _sessions = [];

    /// <summary>All names that somebody has subscribed to, each with those who have.</summary>
    public IReadOnlyDictionary<byte[], List<Session>> Names => _names;

    /// <summary>How many names a client has subscribed to.</summary>
    public int CountOf(Session session) => _sessions.TryGetValue(session, out var names) ? names.Count : 0;

    /// <summary>The names that a client has subscribed to.</summary>
    public IReadOnlyCollection<byte[]> NamesOf(Session session) => _sessions.TryGetValue(session, out var names) ? [.. names] : [];

    /// <summary>Who has subscribed to a name.</summary>
    public IReadOnlyList<Session> SubscribersOf(ReadOnlySpan<byte> name) =>
        _names.Count > 0 && _names.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var subscribers) ? subscribers : [];

    /// <summary>Does nothing when the client has subscribed already.</summary>
    public void Add(Session session, ReadOnlySpan<byte> name)
    {
        if (!_sessions.TryGetValue(session, out var names))
        {
            _sessions[session] = names = new HashSet<byte[]>(BytesComparer.Instance);
        }

        var kept = name.ToArray();
        if (!names.Add(kept))
        {
            return;
        }

        session.SubscriptionCount++;
        if (!_names.TryGetValue(kept, out var subscribers))
        {
            _names[kept] = subscribers = [];
        }

        subscribers.Add(session);
    }

    /// <summary>Does nothing when the client has not subscribed.</summary>
    public void Remove(Session session, ReadOnlySpan<byte> name)
    {
        var kept = name.ToArray();
        if (!_sessions.TryGetValue(session, out var names) || !names.Remove(kept))
        {
            return;
        }

        session.SubscriptionCount--;
        if (names.Count == 0)
        {
            _sessions.Remove(session);
        }

        var subscribers = _names[kept];
        subscribers.Remove(session);
        if (subscribers.Count == 0)
        {
            _names.Remove(kept);
        }
    }

    public void RemoveAll(Session session)
    {
        foreach (var name in NamesOf(session))
        {
            Remove(session, name);
        }
    }
}
