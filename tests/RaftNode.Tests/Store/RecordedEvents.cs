using RaftNode.Store.Keys;

namespace RaftNode.Tests.Store;

/// <summary>Takes the place of the server: counts what expired and gives memory back at once.</summary>
internal sealed class RecordedEvents : IStoreObserver
{
    public int Expired { get; private set; }

    public void Discarded(IStoredObject value) => value.Free();

    void IStoreObserver.Expired(Keyspace keyspace, ReadOnlySpan<byte> key) => Expired++;
}
