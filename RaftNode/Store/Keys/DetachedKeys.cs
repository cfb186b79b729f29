using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>All keys of a database that was cleared, until their memory is given back.</summary>
internal sealed class DetachedKeys : IStoredObject
{
    private readonly HashIndex<EntryLayout> _entries;
    private readonly List<IStoredObject> _objects = [];

    /// <summary>
    /// Takes the keys over, and their large values out of the store, which another thread must not touch. A value that a snapshot has yet to
    /// write is the snapshot's to free: one that was moved here has been begun where it was before.
    /// </summary>
    public DetachedKeys(HashIndex<EntryLayout> entries, StoreState state)
    {
        _entries = entries;
        if (state.Objects.Count > 0)
        {
            ForEach(entry =>
            {
                if (entry.IsObject && state.Objects.Remove(entry.ObjectNumber) is var value && state.Snapshot?.Keeps(value) != true)
                {
                    _objects.Add(value);
                }
            });
        }
    }

    public int Pieces => _entries.Count;

    public void Free()
    {
        ForEach(entry =>
        {
            if (entry.Encoding == DataEncoding.Listpack)
            {
                Listpack.Free(entry.ValueBlock);
            }
            else if (entry.Encoding == DataEncoding.Intset)
            {
                Intset.Free(entry.ValueBlock);
            }

            entry.Free();
        });
        foreach (var value in _objects)
        {
            value.Free();
        }

        _entries.Free();
    }

    private void ForEach(Action<Entry> action) => Blocks.ForEach(_entries.Scan, block => action(new Entry(block)));
}
