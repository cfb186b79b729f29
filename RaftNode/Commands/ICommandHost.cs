using RaftNode.Store.Keys;

namespace RaftNode.Commands;

/// <summary>What the server does about what commands do to keys.</summary>
internal interface ICommandHost
{
    /// <summary>A key was changed or removed: transactions that watch it are not to run.</summary>
    void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> key);

    /// <summary>Something happened to a key that subscribers of keyspace notifications may want to know.</summary>
    void Notify(KeyEvents kind, ReadOnlySpan<byte> name, Keyspace keyspace, ReadOnlySpan<byte> key);

    /// <summary>Everything in a database is about to go, or to become what another one has.</summary>
    void DatabaseChanges(Keyspace keyspace, Keyspace? becomes);
}
