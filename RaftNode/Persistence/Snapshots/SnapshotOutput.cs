using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Snapshots;

/// <summary>Puts what is written in parts, several of them at the same time, into the order of the file.</summary>
/// <remarks>The first part is handed on as it grows. Those that were begun behind it wait in memory until it is complete.</remarks>
internal sealed class SnapshotOutput(Func<RdbBuffer> rent, bool compresses, ObjectStore objects, int pieceBytes)
{
    private readonly Queue<SnapshotSection> _sections = new();
    private readonly Queue<RdbBuffer> _ready = new();
    private SnapshotSection? _entries;

    /// <summary>Where entries are written that are written at once.</summary>
    public SnapshotSection Entries
    {
        get
        {
            if (_entries is null)
            {
                _entries = Create();
                _sections.Enqueue(_entries);
            }

            return _entries;
        }
    }

    /// <summary>Begins a part for a value that is written little by little.</summary>
    public SnapshotSection Open()
    {
        _entries?.Complete();
        _entries = null;
        var section = Create();
        _sections.Enqueue(section);
        return section;
    }

    /// <summary>Nothing more will be written.</summary>
    public void Complete()
    {
        _entries?.Complete();
        _entries = null;
    }

    /// <summary>The next piece of the file, if there is one already.</summary>
    public bool TryTake(out RdbBuffer piece)
    {
        while (_sections.TryPeek(out var first))
        {
            first.MoveTo(_ready);
            if (!first.IsComplete)
            {
                break;
            }

            _sections.Dequeue();
        }

        return _ready.TryDequeue(out piece!);
    }

    private SnapshotSection Create() => new(rent, compresses, objects, pieceBytes);
}
