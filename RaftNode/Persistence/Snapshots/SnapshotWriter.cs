using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RaftNode.Persistence.Rdb;

namespace RaftNode.Persistence.Snapshots;

/// <summary>Compresses and writes the pieces of a snapshot on a thread of its own, so that nobody who serves clients waits for the disk.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The thread that takes the pieces ends with them, and then nothing waits that would be given back.")]
internal sealed class SnapshotWriter
{
    /// <summary>Whoever hands pieces on waits from here on: the disk is slower than memory, and what waits for it takes memory too.</summary>
    private const long MaxPendingBytes = 4 * 1024 * 1024;

    /// <summary>And goes on from here.</summary>
    private const long FewPendingBytes = MaxPendingBytes / 2;

    /// <summary>Pieces kept to be used again, as many as are pending at most.</summary>
    private const int MaxSpareBuffers = 64;

    /// <summary>A piece that a large value has made longer than this is not kept.</summary>
    private const int MaxSpareBytes = 256 * 1024;

    private readonly BlockingCollection<RdbBuffer> _pieces = new(new ConcurrentQueue<RdbBuffer>());
    private readonly ConcurrentQueue<RdbBuffer> _spare = new();
    private readonly Func<ISnapshotTarget> _open;
    private readonly RdbSettings _settings;
    private readonly Action _wake;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private long _pendingBytes;
    private volatile bool _isCancelled;
    private volatile bool _isDone;

    /// <summary>Begins.</summary>
    /// <param name="open">Answers where to write; it is called on the writing thread.</param>
    /// <param name="settings">Whether there is to be a checksum.</param>
    /// <param name="wake">Is called on the writing thread when there is room again, and at the end.</param>
    public SnapshotWriter(Func<ISnapshotTarget> open, RdbSettings settings, Action wake)
    {
        _open = open;
        _settings = settings;
        _wake = wake;
        _thread = new Thread(Run) { IsBackground = true, Name = "snapshot" };
        _thread.UnsafeStart();
    }

    /// <summary>Whether so much waits to be written that no more should come.</summary>
    public bool IsBehind => Interlocked.Read(ref _pendingBytes) >= MaxPendingBytes;

    /// <summary>Whether it has ended: all is in its place, or nothing is.</summary>
    public bool IsDone => _isDone;

    /// <summary>Why it failed, when it has; to be asked after the end.</summary>
    public IOException? Problem { get; private set; }

    /// <summary>A buffer that is empty.</summary>
    public RdbBuffer Rent() => _spare.TryDequeue(out var spare) ? spare : new RdbBuffer();

    /// <summary>Hands the next piece on, which is not to be used any more.</summary>
    public void Write(RdbBuffer piece)
    {
        Interlocked.Add(ref _pendingBytes, piece.Count);
        _pieces.Add(piece);
    }

    /// <summary>All was handed on.</summary>
    public void Complete() => _pieces.CompleteAdding();

    /// <summary>What was written is not wanted any more: unless it is in its place already it will not get there.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _isCancelled = true;
        }

        _pieces.CompleteAdding();
    }

    /// <summary>Returns when it has ended.</summary>
    public void Join() => _thread.Join();

    private void Run()
    {
        try
        {
            using var target = _open();
            WriteTo(target);
        }
        catch (IOException problem)
        {
            Problem = problem;
        }

        _isDone = true;
        _wake();
    }

    private void WriteTo(ISnapshotTarget target)
    {
        var output = new RdbOutput(target.Stream, _settings.HasChecksum);
        foreach (var piece in _pieces.GetConsumingEnumerable())
        {
            if (_isCancelled)
            {
                return;
            }

            output.Write(piece);
            Release(piece);
        }

        if (_isCancelled)
        {
            return;
        }

        output.WriteChecksum();
        target.Complete();
        lock (_gate)
        {
            if (!_isCancelled)
            {
                target.Commit();
            }
        }
    }

    private void Release(RdbBuffer piece)
    {
        var after = Interlocked.Add(ref _pendingBytes, -piece.Count);
        if (after < FewPendingBytes && after + piece.Count >= FewPendingBytes)
        {
            _wake();
        }

        piece.Clear();
        if (piece.Capacity <= MaxSpareBytes && _spare.Count < MaxSpareBuffers)
        {
            _spare.Enqueue(piece);
        }
    }
}
