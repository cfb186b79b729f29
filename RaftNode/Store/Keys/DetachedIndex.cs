using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>An index that is not needed any more, until its memory is given back. The entries in it are others' to free.</summary>
internal sealed class DetachedIndex(HashIndex<EntryLayout> index) : IStoredObject
{
    public int Pieces => index.BucketCount;

    public void Free() => index.Free();
}
