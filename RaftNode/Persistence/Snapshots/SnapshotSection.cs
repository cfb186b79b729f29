using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Snapshots;

/// <summary>A part of the file that nothing else may stand in the middle of: one large value, or entries one after the other.</summary>
internal sealed class SnapshotSection
{
    private readonly Func<RdbBuffer> _rent;
    private readonly int _pieceBytes;
    private readonly Queue<RdbBuffer> _full = new();

    public SnapshotSection(Func<RdbBuffer> rent, bool compresses, ObjectStore objects, int pieceBytes)
    {
        _rent = rent;
        _pieceBytes = pieceBytes;
        Writer = new RdbWriter(rent(), compresses);
        File = new RdbFileWriter(Writer, objects, Cut);
    }

    public RdbWriter Writer { get; }

    public RdbFileWriter File { get; }

    /// <summary>Whether nothing will be added.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Something was written; once it is enough it becomes a piece to hand on.</summary>
    public void Cut()
    {
        if (Writer.Target.Count >= _pieceBytes)
        {
            _full.Enqueue(Writer.Target);
            Writer.Target = _rent();
        }
    }

    /// <summary>Nothing more will be added.</summary>
    public void Complete()
    {
        IsComplete = true;
        _full.Enqueue(Writer.Target);
    }

    /// <summary>Takes out the pieces that can be handed on.</summary>
    public void MoveTo(Queue<RdbBuffer> pieces)
    {
        while (_full.TryDequeue(out var piece))
        {
            pieces.Enqueue(piece);
        }
    }
}
