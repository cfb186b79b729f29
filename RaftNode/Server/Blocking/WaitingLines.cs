using RaftNode.Store.Keys;
using RaftNode.Store.Tables;

namespace RaftNode.Server.Blocking;

/// <summary>
/// Who waits for which keys, and who of them comes next once keys are ready: the keys in the order in which they became so, of each the
/// clients in the order in which they came. Nothing but the order of commands decides it.
/// </summary>
internal sealed class WaitingLines
{
    private readonly Dictionary<int, Dictionary<byte[], WaitedKey>> _databases = [];
    private readonly Queue<WaitedKey> _ready = new();
    private WaitedKey? _key;
    private LinkedListNode<BlockedClient>? _next;

    /// <summary>Whether somebody may be served.</summary>
    public bool HasReady => _ready.Count > 0;

    /// <summary>Puts a client in line for a key; a key that it has named twice counts once.</summary>
    public void Join(BlockedClient client, Keyspace keyspace, ReadOnlySpan<byte> name)
    {
        if (!_databases.TryGetValue(keyspace.Number, out var keys))
        {
            _databases[keyspace.Number] = keys = new Dictionary<byte[], WaitedKey>(BytesComparer.Instance);
        }

        if (!keys.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var key))
        {
            key = new WaitedKey(keyspace, name.ToArray());
            keys[key.Name] = key;
        }

        if (key.Clients.Last?.Value != client)
        {
            client.Places.Add((key, key.Clients.AddLast(client)));
        }
    }

    /// <summary>Takes a client out of all lines.</summary>
    public void Leave(BlockedClient client)
    {
        foreach (var (key, place) in client.Places)
        {
            if (_next == place)
            {
                _next = place.Next;
            }

            key.Clients.Remove(place);
            if (key.Clients.Count == 0)
            {
                _databases[key.Keyspace.Number].Remove(key.Name);
            }
        }

        client.Places.Clear();
    }

    /// <summary>A key was changed: if it now holds what may serve those who wait for it, they are looked at after the command.</summary>
    public void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> name)
    {
        if (_databases.TryGetValue(keyspace.Number, out var keys)
            && keys.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var key)
            && key.ReadyType is not null)
        {
            Ready(key);
        }
    }

    /// <summary>A database is about to have what another one has. Who has waited longest comes first.</summary>
    public void DatabaseBecomes(Keyspace keyspace, Keyspace other)
    {
        if (!_databases.TryGetValue(keyspace.Number, out var keys))
        {
            return;
        }

        foreach (var key in keys.Values.OrderBy(key => key.Clients.First!.Value.Number))
        {
            if (WaitedKey.ReadyTypeOf(other.Peek(key.Name)) is not null)
            {
                Ready(key);
            }
        }
    }

    /// <summary>The next client that a key may serve, who stays in line until it <see cref="Leave"/>s; null when there is none.</summary>
    public (BlockedClient Client, WaitedKey Key)? Next()
    {
        while (_key is not null || TryTakeReady())
        {
            if (_key!.ReadyType is { } type)
            {
                while (_next is { } place)
                {
                    _next = place.Next;
                    if (place.Value.Request.Type == type)
                    {
                        return (place.Value, _key);
                    }
                }
            }

            _key = null;
            _next = null;
        }

        return null;
    }

    private bool TryTakeReady()
    {
        if (!_ready.TryDequeue(out _key))
        {
            return false;
        }

        // From here on it may become ready anew, by what the clients do who are served from it.
        _key.IsReady = false;
        _next = _key.Clients.First;
        return true;
    }

    private void Ready(WaitedKey key)
    {
        if (!key.IsReady)
        {
            key.IsReady = true;
            _ready.Enqueue(key);
        }
    }
}
