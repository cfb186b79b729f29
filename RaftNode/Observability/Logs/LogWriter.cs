using System.Buffers;
using System.Collections.Concurrent;

namespace RaftNode.Observability.Logs;

/// <summary>
/// Hands lines to a thread that writes them, so that whoever logs is never held up: by a full disk, nor by a pipe that nobody reads.
/// Lines that there is no room for are counted, and the count is a line of its own once there is.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    /// <summary>Lines that wait. A line has some hundred bytes and a few thousand at most, so they take little memory even then.</summary>
    private const int MaxWaitingLines = 4096;

    /// <summary>What goes to the target in one call at least, once so much waits; a call for each line would be slower than they come.</summary>
    private const int BatchBytes = 64 * 1024;

    /// <summary>A target that does not take the last lines does not keep the process from ending.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly BlockingCollection<byte[]> _lines = new(MaxWaitingLines);
    private readonly ArrayBufferWriter<byte> _batch = new(BatchBytes);
    private readonly Func<long, byte[]> _lineOfLost;
    private Thread? _thread;
    private int _waitingInBatch;
    private long _lost;
    private long _lostTold;

    /// <summary>Takes lines from now on, which wait for <see cref="Start"/>.</summary>
    /// <param name="lineOfLost">Makes the line that tells how many are missing.</param>
    public LogWriter(Func<long, byte[]> lineOfLost) => _lineOfLost = lineOfLost;

    /// <summary>How many lines were lost since the start.</summary>
    public long LostLines => Interlocked.Read(ref _lost);

    /// <summary>Takes a line; any thread may call it, and it never waits.</summary>
    public void Add(byte[] line)
    {
        if (_lines.IsAddingCompleted || !_lines.TryAdd(line))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Begins to write. The lines of before have waited for it.</summary>
    public void Start(ILogTarget target)
    {
        _thread = new Thread(() => Run(target)) { IsBackground = true, Name = "log" };
        _thread.UnsafeStart();
    }

    /// <summary>Writes what waits, as far as the target takes it in time.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        if (_thread?.Join(EndPatience) != false)
        {
            _lines.Dispose();
        }
    }

    private void Run(ILogTarget target)
    {
        foreach (var line in _lines.GetConsumingEnumerable())
        {
            Take(line);
            while (_batch.WrittenCount < BatchBytes && _lines.TryTake(out var next))
            {
                Take(next);
            }

            Write(target);
        }
    }

    private void Take(byte[] line)
    {
        _batch.Write(line);
        _waitingInBatch++;
    }

    /// <summary>What a target does not take is lost, and counted: it may be back for the next lines.</summary>
    private void Write(ILogTarget target)
    {
        var lost = LostLines;
        if (lost > _lostTold)
        {
            _batch.Write(_lineOfLost(lost - _lostTold));
        }

        try
        {
            target.Write(_batch.WrittenSpan);
            _lostTold = lost;
        }
        catch (IOException)
        {
            Interlocked.Add(ref _lost, _waitingInBatch);
        }

        _batch.ResetWrittenCount();
        _waitingInBatch = 0;
    }
}
