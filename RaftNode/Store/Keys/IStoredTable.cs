using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>A value whose elements are found through an index.</summary>
internal interface IStoredTable : IStoredValue
{
    /// <summary>Who is told of each element that comes, changes or goes.</summary>
    IIndexWatcher? Watcher { set; }

    /// <inheritdoc cref="HashIndex{TLayout}.ScanOnce"/>
    ulong ScanOnce(ulong cursor, List<Address> visited);
}
