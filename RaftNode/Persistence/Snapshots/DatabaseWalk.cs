using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Persistence.Snapshots;

/// <summary>How far a snapshot has come in the keys of a database.</summary>
/// <param name="keys">The keys, wherever they belong by now.</param>
/// <param name="number">The database that had them when the snapshot began.</param>
internal sealed class DatabaseWalk(HashIndex<EntryLayout> keys, int number)
{
    private readonly List<Address> _visited = [];
    private ulong _cursor;

    public HashIndex<EntryLayout> Keys { get; } = keys;

    public int Number { get; } = number;

    /// <summary>Whether all keys were visited.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether the database was cleared, and only the snapshot has the keys.</summary>
    public bool IsKept { get; set; }

    /// <summary>Visits some more keys, some of them perhaps again.</summary>
    public List<Address> Next()
    {
        _visited.Clear();
        _cursor = Keys.Scan(_cursor, _visited);
        IsDone = _cursor == 0;
        return _visited;
    }
}
