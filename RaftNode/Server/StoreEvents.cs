using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>What the server does about what happens in the store.</summary>
internal sealed class StoreEvents : IStoreObserver
{
    public void BeforeChange(Keyspace keyspace, Entry entry)
    {
    }

    public void Expired(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
    }

    public void Discarded(IStoredObject value) => value.Free();
}
