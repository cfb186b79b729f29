using RaftNode.Store.Keys;

namespace RaftNode.Server.Blocking;

/// <summary>A key that clients wait for.</summary>
internal sealed class WaitedKey(Keyspace keyspace, byte[] name)
{
    /// <summary>The database that it is in.</summary>
    public Keyspace Keyspace { get; } = keyspace;

    public byte[] Name { get; } = name;

    /// <summary>Those who wait, in the order they came.</summary>
    public LinkedList<BlockedClient> Clients { get; } = [];

    /// <summary>Whether it is to be looked at after the command that runs.</summary>
    public bool IsReady { get; set; }

    /// <summary>What it holds now; null for nothing that anybody waits for.</summary>
    public DataType? ReadyType => ReadyTypeOf(Keyspace.Peek(Name));

    public static DataType? ReadyTypeOf(Entry entry) =>
        !entry.IsNone && entry.Type is DataType.List or DataType.SortedSet ? entry.Type : null;
}
