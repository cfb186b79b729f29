using RaftNode.Commands;
using RaftNode.Commands.Blocking;
using RaftNode.Server.Blocking;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Server.Snapshots;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Server;

/// <summary>Hands what commands do to keys to whoever wants to know.</summary>
internal sealed class CommandHost(WatchedKeys watched, BlockedClients blocked, KeyspaceNotifications notifications, Saver saver, Outputs outputs) : ICommandHost
{
    public void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        watched.Changed(keyspace, key);
        blocked.KeyChanged(keyspace, key);
    }

    public void Notify(KeyEvents kind, ReadOnlySpan<byte> name, Keyspace keyspace, ReadOnlySpan<byte> key) =>
        notifications.Notify(kind, name, keyspace, key);

    public void DatabaseChanges(Keyspace keyspace, Keyspace? becomes)
    {
        watched.Changed(keyspace, becomes);
        if (becomes is not null)
        {
            blocked.DatabaseBecomes(keyspace, becomes);
        }
    }

    public void DataCleared() => saver.DataCleared();

    public void Block(IClient client, Keyspace keyspace, BlockedRequest request) => blocked.Block((Session)client, keyspace, request);

    public bool IsWanted(IClient client, RespWriter reply) => outputs.IsWanted((Session)client, reply);
}
