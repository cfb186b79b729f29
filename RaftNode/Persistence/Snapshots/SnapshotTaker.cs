using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Snapshots;

/// <summary>Takes snapshots, one at a time, in slices between the commands.</summary>
/// <param name="state">What the databases share.</param>
/// <param name="databases">What is written.</param>
/// <param name="settings">How.</param>
/// <param name="time">Measures the slices.</param>
/// <param name="wake">Makes the thread that executes commands call <see cref="Work"/>; any thread may call it.</param>
internal sealed class SnapshotTaker(StoreState state, IReadOnlyList<Keyspace> databases, RdbSettings settings, TimeProvider time, Action wake)
{
    /// <summary>As long as a client may notice a slice at most.</summary>
    private static readonly TimeSpan MaxSlice = TimeSpan.FromMilliseconds(1);

    /// <summary>Where commands take less than this between two slices, a slice is as long all the same, so that it comes to an end some time.</summary>
    private static readonly TimeSpan MinSlice = TimeSpan.FromMilliseconds(0.25);

    private Snapshot? _snapshot;
    private SnapshotWriter? _writer;
    private Action<SnapshotResult>? _done;
    private bool _isAborted;
    private long _sliceEnd;

    public SnapshotProgress Progress { get; } = new();

    /// <summary>Whether one is being taken.</summary>
    public bool IsRunning => _writer is not null;

    /// <summary>Whether the one that is being taken has been given up, and only its end is waited for.</summary>
    public bool IsEnding => IsRunning && _snapshot is null;

    /// <summary>Begins a snapshot of the data of this moment.</summary>
    /// <param name="open">Answers where it goes; it is called on another thread, and may throw an <see cref="IOException"/>.</param>
    /// <param name="auxiliary">What the file is to tell about itself.</param>
    /// <param name="done">Is told how it ended, by <see cref="Work"/>.</param>
    public void Begin(Func<ISnapshotTarget> open, IEnumerable<(string Name, string Value)> auxiliary, Action<SnapshotResult> done)
    {
        if (IsRunning)
        {
            throw new InvalidOperationException("Two snapshots are not taken at once: this is a defect of the server.");
        }

        _writer = new SnapshotWriter(open, settings, wake);
        Progress.Total = databases.Sum(database => (long)database.Count);
        _snapshot = new Snapshot(state, databases, settings, new SnapshotLimits(), auxiliary, _writer.Rent);
        _done = done;
        _isAborted = false;
        _sliceEnd = time.GetTimestamp();
    }

    /// <summary>Gives the one that is being taken up, if there is one.</summary>
    public void Abort()
    {
        _isAborted = IsRunning;
        GiveUp();
    }

    /// <summary>As <see cref="Abort"/>, and returns when nothing of it is left and its end was told.</summary>
    public void Stop()
    {
        Abort();
        if (_writer is { } writer)
        {
            writer.Join();
            End(writer);
        }
    }

    /// <summary>Does a slice of the work, if there is any.</summary>
    /// <returns>Whether there is more to do at once; else there is nothing to do, or <c>wake</c> will be called.</returns>
    public bool Work()
    {
        if (_writer is not { } writer)
        {
            return false;
        }

        if (writer.IsDone)
        {
            End(writer);
            return false;
        }

        if (_snapshot is not { } snapshot)
        {
            return false;
        }

        Step(snapshot, writer);
        return !snapshot.IsDone && !writer.IsBehind;
    }

    /// <summary>As long as the commands took since the last slice, so that these get half of the time where they want it.</summary>
    private void Step(Snapshot snapshot, SnapshotWriter writer)
    {
        var start = time.GetTimestamp();
        var commands = time.GetElapsedTime(_sliceEnd, start);
        var slice = commands < MinSlice ? MinSlice : commands > MaxSlice ? MaxSlice : commands;
        while (!snapshot.IsDone && !writer.IsBehind && time.GetElapsedTime(start) < slice)
        {
            snapshot.Step();
            HandOn(snapshot, writer);
        }

        Progress.Written = snapshot.WrittenKeys;

        _sliceEnd = time.GetTimestamp();
    }

    private void HandOn(Snapshot snapshot, SnapshotWriter writer)
    {
        while (snapshot.TryTake(out var piece))
        {
            writer.Write(piece);
        }

        if (snapshot.IsDone)
        {
            writer.Complete();
            _snapshot = null;
        }
    }

    private void GiveUp()
    {
        _snapshot?.Abort();
        _snapshot = null;
        _writer?.Cancel();
    }

    private void End(SnapshotWriter writer)
    {
        GiveUp();
        _writer = null;
        var done = _done!;
        _done = null;
        Progress.Written = Progress.Total = 0;
        done(new SnapshotResult(writer.Problem, _isAborted));
    }
}

/// <summary>How a snapshot ended.</summary>
/// <param name="Problem">Why it could not be written; else null.</param>
/// <param name="IsAborted">Whether it was given up.</param>
internal readonly record struct SnapshotResult(IOException? Problem, bool IsAborted)
{
    /// <summary>Whether it is where it was to go.</summary>
    public bool IsWhole => Problem is null && !IsAborted;
}
