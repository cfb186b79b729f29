using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>All keys of a database that was cleared, until their memory is given back.</summary>
internal sealed class DetachedKeys : IStoredObject
{
    private readonly HashIndex<EntryLayout> _entries;
    private readonly ObjectStore _objects;

    /// <summary>Takes the keys over. Only while a snapshot is being taken are they looked at here, since that cannot be asked later.</summary>
    public DetachedKeys(HashIndex<EntryLayout> entries, StoreState state)
    {
        _entries = entries;
        _objects = state.Objects;
        if (state.Snapshot is { } snapshot)
        {
            ForEach(entry => LeaveTo(snapshot, entry));
        }
    }

    /// <summary>What they hold is not counted, which would take as long as there are keys: any of them may be large.</summary>
    public int Pieces => _entries.Count == 0 ? 0 : int.MaxValue;

    public void Free()
    {
        ForEach(entry =>
        {
            switch (entry.Encoding)
            {
                case DataEncoding.Listpack:
                    Listpack.Free(entry.ValueBlock);
                    break;
                case DataEncoding.Intset:
                    Intset.Free(entry.ValueBlock);
                    break;
                case > DataEncoding.Intset:
                    _objects.Release(entry.ObjectNumber).Free();
                    break;
            }

            entry.Free();
        });
        _entries.Free();
    }

    /// <summary>
    /// A value that a snapshot has yet to write is the snapshot's to free, and not the entry's any more: one that was moved here has been
    /// begun where it was before.
    /// </summary>
    private void LeaveTo(ISnapshot snapshot, Entry entry)
    {
        if (entry.IsObject && snapshot.Keeps(_objects[entry.ObjectNumber]))
        {
            _objects.Remove(entry.ObjectNumber);
            entry.Become(DataType.String, DataEncoding.Integer);
        }
    }

    private void ForEach(Action<Entry> action) => Blocks.ForEach(_entries.Scan, block => action(new Entry(block)));
}
