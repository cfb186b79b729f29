using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;

namespace RaftNode.Persistence.Snapshots;

/// <summary>Writes the data as it is when this is created, step by step, while commands go on between the steps.</summary>
/// <remarks>
/// A walk goes over all keys. What is about to change or go before the walk comes to it is written at once, and large values are opened
/// then: they are written little by little as well. Every entry knows the last snapshot that has it, so that none is written twice.
/// </remarks>
internal sealed class Snapshot : ISnapshot
{
    /// <summary>So many snapshots may be given up in a row before the numbers that entries keep of them would repeat.</summary>
    private const int MaxGivenUp = byte.MaxValue - 1;

    private readonly StoreState _state;
    private readonly SnapshotLimits _limits;
    private readonly SnapshotOutput _output;
    private readonly Queue<DatabaseWalk> _walks = new();
    private readonly Queue<IOpenValue> _open = new();

    // The values that are open, each with whether nobody else has it any more.
    private readonly Dictionary<IStoredValue, bool> _isKept = [];

    /// <summary>Begins: the data of this moment will be written.</summary>
    /// <param name="state">Has no snapshot under way.</param>
    /// <param name="databases">What is written.</param>
    /// <param name="settings">How.</param>
    /// <param name="limits">How much at once.</param>
    /// <param name="auxiliary">What the file is to tell about itself.</param>
    /// <param name="rent">Answers buffers that are empty.</param>
    public Snapshot(
        StoreState state,
        IReadOnlyList<Keyspace> databases,
        RdbSettings settings,
        SnapshotLimits limits,
        IEnumerable<(string Name, string Value)> auxiliary,
        Func<RdbBuffer> rent)
    {
        if (state.Snapshot is not null)
        {
            throw new InvalidOperationException("A snapshot was begun while another one was being taken: this is a defect of the server.");
        }

        _state = state;
        _limits = limits;
        _output = new SnapshotOutput(rent, settings.Compresses, state.Objects, limits.PieceBytes);
        BeginEpoch(databases);
        _output.Entries.File.WriteHead(auxiliary, databases);
        foreach (var database in databases.Where(database => database.Count > 0))
        {
            _walks.Enqueue(new DatabaseWalk(database.Keys, database.Number));
        }

        state.Snapshot = this;
    }

    /// <summary>How many keys were written, or begun to be.</summary>
    public long WrittenKeys { get; private set; }

    /// <summary>Whether all is written.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Writes a little more: some entries, or a part of a large value.</summary>
    public void Step()
    {
        if (_open.TryPeek(out var open))
        {
            if (!open.Step())
            {
                open.Section.Complete();
                Close(_open.Dequeue());
            }
        }
        else if (!_walks.TryPeek(out var walk))
        {
            Finish();
        }
        else if (!walk.IsDone)
        {
            Visit(walk);
        }
        else
        {
            Leave(_walks.Dequeue());
        }
    }

    /// <summary>The next piece of the file, if there is one already.</summary>
    public bool TryTake(out RdbBuffer piece) => _output.TryTake(out piece);

    /// <summary>Gives up. What was written is of no use.</summary>
    public void Abort()
    {
        _state.Snapshot = null;
        while (_open.TryDequeue(out var open))
        {
            Close(open);
        }

        while (_walks.TryDequeue(out var walk))
        {
            Leave(walk);
        }
    }

    public void BeforeChange(HashIndex<EntryLayout> keys, Entry entry)
    {
        var walk = _walks.FirstOrDefault(walk => walk.Keys == keys)
            ?? throw new InvalidOperationException("An entry changes that its snapshot has passed over: this is a defect of the server.");
        Write(walk.Number, entry);
    }

    public bool Keeps(HashIndex<EntryLayout> keys)
    {
        var walk = _walks.FirstOrDefault(walk => walk.Keys == keys);
        if (walk is not null)
        {
            walk.IsKept = true;
        }

        return walk is not null;
    }

    public bool Keeps(IStoredValue value)
    {
        var isOpen = _isKept.ContainsKey(value);
        if (isOpen)
        {
            _isKept[value] = true;
        }

        return isOpen;
    }

    /// <summary>After many snapshots that were given up entries may still have the number that is next: then all get that of now.</summary>
    private void BeginEpoch(IReadOnlyList<Keyspace> databases)
    {
        if (_state.GivenUpEpochs == MaxGivenUp)
        {
            foreach (var database in databases)
            {
                Blocks.ForEach(database.Scan, block => new Entry(block).Epoch = _state.Epoch);
            }

            _state.GivenUpEpochs = 0;
        }

        _state.Epoch++;
        _state.GivenUpEpochs++;
    }

    private void Visit(DatabaseWalk walk)
    {
        foreach (var block in walk.Next())
        {
            var entry = new Entry(block);
            if (entry.Epoch != _state.Epoch)
            {
                Write(walk.Number, entry);
                entry.Epoch = _state.Epoch;
            }
        }
    }

    private void Write(int database, Entry entry)
    {
        WrittenKeys++;
        if (entry.IsObject && IsLarge(_state.Objects[entry.ObjectNumber]))
        {
            Open(database, entry, _state.Objects[entry.ObjectNumber]);
            return;
        }

        _output.Entries.File.WriteEntry(database, entry);
    }

    /// <summary>All of a value that has few pieces is looked at: some of them may be long.</summary>
    private bool IsLarge(IStoredValue value) =>
        value.Pieces > (value is Quicklist ? _limits.NodesAtOnce : _limits.ElementsAtOnce) || value.BytesTaken(samples: value.Pieces) > _limits.BytesAtOnce;

    private void Open(int database, Entry entry, IStoredValue value)
    {
        var section = _output.Open();
        section.File.WriteKey(database, entry);
        _open.Enqueue(value is Quicklist list ? new OpenList(section, list) : new OpenTable(section, (IStoredTable)value));
        _isKept.Add(value, value: false);
    }

    private void Close(IOpenValue open)
    {
        open.Close();
        if (_isKept.Remove(open.Value, out var isKept) && isKept)
        {
            _state.Observer.Discarded(open.Value);
        }
    }

    private void Leave(DatabaseWalk walk)
    {
        if (walk.IsKept)
        {
            _state.Observer.Discarded(new DetachedKeys(walk.Keys, _state));
        }
    }

    private void Finish()
    {
        _output.Entries.File.WriteEnd();
        _output.Complete();
        _state.Snapshot = null;
        _state.GivenUpEpochs = 0;
        IsDone = true;
    }
}
