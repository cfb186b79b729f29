using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Persistence.Snapshots;

/// <summary>A hash, set or sorted set that is written little by little while it changes.</summary>
/// <remarks>
/// A cursor goes over the index, and whether it has passed an element is seen by the element's hash. One that is about to change or go
/// before the cursor comes to it is written at once. Its place is passed over then, as is that of one that came meanwhile.
/// </remarks>
internal sealed class OpenTable : IOpenValue, IIndexWatcher
{
    private readonly IStoredTable _table;
    private readonly HashSet<Address> _passed = [];
    private readonly List<Address> _visited = [];
    private ulong _cursor;
    private int _left;

    public OpenTable(SnapshotSection section, IStoredTable table)
    {
        Section = section;
        _table = table;
        _left = table.Pieces;
        section.Writer.WriteLength(_left);
        table.Watcher = this;
    }

    public SnapshotSection Section { get; }

    public IStoredValue Value => _table;

    public bool Step()
    {
        _visited.Clear();
        _cursor = _table.ScanOnce(_cursor, _visited);
        foreach (var block in _visited)
        {
            if (!_passed.Remove(block))
            {
                Write(block);
            }
        }

        if (_cursor != 0)
        {
            return true;
        }

        return _left == 0
            ? false
            : throw new InvalidOperationException($"A snapshot has written {_left} elements too few: this is a defect of the server.");
    }

    public void Close() => _table.Watcher = null;

    public void Leaving(Address block, ulong hash)
    {
        if (!HasPassed(hash) && !_passed.Remove(block))
        {
            Write(block);
        }
    }

    public void Entered(Address block, ulong hash)
    {
        if (!HasPassed(hash))
        {
            _passed.Add(block);
        }
    }

    private bool HasPassed(ulong hash) => ScanCursor.HasPassed(_cursor, hash);

    private void Write(Address block)
    {
        _left--;
        RdbValues.WriteElement(Section.Writer, _table, block);
        Section.Cut();
    }
}
