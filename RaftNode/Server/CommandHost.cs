using RaftNode.Commands;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>Hands what commands do to keys to whoever wants to know.</summary>
internal sealed class CommandHost(WatchedKeys watched) : ICommandHost
{
    public void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> key) => watched.Changed(keyspace, key);

    public void DatabaseChanges(Keyspace keyspace, Keyspace? becomes) => watched.Changed(keyspace, becomes);
}
