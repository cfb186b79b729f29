using RaftNode.Commands;
using RaftNode.Server.PubSub;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>What the server does about what happens in the store.</summary>
internal sealed class StoreEvents(KeyspaceNotifications notifications, WatchedKeys watched, Propagation propagation, ServerStatistics statistics) : IStoreObserver
{
    /// <summary>With fewer pieces it takes less time to give memory back than to tell another thread to.</summary>
    private const int FewPieces = 64;

    public void Expired(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        statistics.ExpiredKeys++;
        propagation.Expired(keyspace.Number, key);
        notifications.Notify(KeyEvents.Expired, "expired"u8, keyspace, key);
        watched.Expired(keyspace, key);
    }

    public void Created(Keyspace keyspace, ReadOnlySpan<byte> key) => notifications.Notify(KeyEvents.New, "new"u8, keyspace, key);

    public void Missed(Keyspace keyspace, ReadOnlySpan<byte> key) => notifications.Notify(KeyEvents.Miss, "keymiss"u8, keyspace, key);

    public void Discarded(IStoredObject value)
    {
        if (value.Pieces <= FewPieces)
        {
            value.Free();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static value => value.Free(), value, preferLocal: false);
        }
    }
}
