using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>All keys of a database that was cleared, until their memory is given back.</summary>
internal sealed class DetachedKeys : IStoredObject
{
    private readonly HashIndex<EntryLayout> _entries;
    private readonly List<IStoredObject> _objects = [];

    /// <summary>Takes the keys over, and their large values out of the store, which another thread must not touch.</summary>
    public DetachedKeys(HashIndex<EntryLayout> entries, ObjectStore objects)
    {
        _entries = entries;
        if (objects.Count > 0)
        {
            ForEach(entry =>
            {
                if (entry.IsObject)
                {
                    _objects.Add(objects.Remove(entry.ObjectNumber));
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
