using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>A snapshot under way: what it does not have yet it takes before that changes, and keeps before that is freed.</summary>
internal interface ISnapshot
{
    /// <summary>An entry is about to change, or to go, that the snapshot does not have yet.</summary>
    /// <param name="keys">The keys that it is one of. They may belong to another database than they did when the snapshot began.</param>
    /// <param name="entry">The entry.</param>
    void BeforeChange(HashIndex<EntryLayout> keys, Entry entry);

    /// <summary>All keys of a database are about to be freed. Answers whether the snapshot has yet to write them, and frees them then.</summary>
    bool Keeps(HashIndex<EntryLayout> keys);

    /// <summary>A large value is about to be freed. Answers whether the snapshot has yet to write it, and frees it then.</summary>
    bool Keeps(IStoredValue value);
}
