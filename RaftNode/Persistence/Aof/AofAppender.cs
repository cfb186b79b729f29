using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Files;
using RedisLib.Resp;

namespace RaftNode.Persistence.Aof;

/// <summary>
/// Appends what changes to the last increment of the log. All of a round of the event loop is written in one go before its replies are
/// sent, and brought to the disk as often as the policy says: one wait for the disk serves all clients of the round.
/// </summary>
/// <remarks>
/// With the policy of every second another thread waits for the disk. Systems differ in whether a write to a file that is being brought to
/// the disk is held up by it. Redis expects so, and lets what is to be written wait in memory meanwhile, though it is answered; here that
/// begins when a write was held up indeed. Until then a process that is killed has written all that it has answered.
/// </remarks>
internal sealed class AofAppender(AofSettings settings, FileWorker worker, TimeProvider time, ILogger log)
{
    private const int NoDatabase = -1;

    /// <summary>A round that changes more is written in parts of about this: they stay in the processor's cache, and their buffer is kept.</summary>
    private const int PartBytes = 512 * 1024;

    /// <summary>What waits for a disk that holds writes up, at most: more would take as much memory again as the data.</summary>
    private const int MaxPendingBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    /// <summary>As long as what is to be written may wait for the disk before all wait.</summary>
    private static readonly TimeSpan MaxPostponement = TimeSpan.FromSeconds(2);

    /// <summary>A write that takes longer was held up by the disk. Into the memory of the system it takes microseconds.</summary>
    private static readonly TimeSpan LongWrite = TimeSpan.FromMilliseconds(100);

    /// <summary>For so long it is expected that further writes would be held up.</summary>
    private static readonly TimeSpan Caution = TimeSpan.FromMinutes(1);

    /// <summary>A disk that is full fails each round anew.</summary>
    private static readonly TimeSpan ErrorLogInterval = TimeSpan.FromSeconds(30);

    private readonly RespWriter _pending = new(RespVersion.Resp2);
    private IAppendFile? _file;
    private int _database;
    private bool _isTransaction;
    private long _timestamp;
    private long _syncedLength;
    private long _syncedAt;
    private long? _postponedAt;
    private long? _heldUpAt;
    private long? _errorLoggedAt;
    private string? _writeProblem;
    private volatile SyncProblem? _syncProblem;
    private volatile bool _isSyncing;

    /// <summary>Whether it appends to a file.</summary>
    public bool IsOpen => _file is not null;

    /// <summary>How long the increment is, in bytes.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>What waits to be written, in bytes.</summary>
    public int PendingBytes => _pending.WrittenCount;

    /// <summary>Whether the disk is busy with it.</summary>
    public bool IsSyncing => _isSyncing;

    /// <summary>How often it was written to a file while the disk was busy with it.</summary>
    public long DelayedSyncs { get; private set; }

    /// <summary>Whether a snapshot is being written to the same disk.</summary>
    public bool IsSnapshotting { get; set; }

    /// <summary>Why writes are refused, in the system's words, or null.</summary>
    public string? Problem => _writeProblem ?? _syncProblem?.Message;

    /// <summary>Whether something waits to be written that could not be.</summary>
    public bool IsStuck => _writeProblem is not null;

    /// <summary>
    /// Whether something may never have come to the disk that was written before. Only a new base brings it there: the system forgets
    /// what it could not write, and says that all is well when it is asked again.
    /// </summary>
    public bool HasLostSync => _syncProblem is not null;

    /// <summary>Appends to a file from now on. All that is in it counts as being on the disk.</summary>
    public void Open(IAppendFile file)
    {
        _file = file;
        _database = NoDatabase;
        _timestamp = 0;
        _syncedLength = file.Length;
        _syncedAt = time.GetTimestamp();
    }

    /// <summary>
    /// Appends to another file from now on. The one before is brought to the disk in the background, unless answers are promises: what it has of
    /// this round is answered with the rest of the round, and no later <see cref="Flush"/> would wait for it.
    /// </summary>
    /// <param name="open">Answers the file; nothing waits to be written any more when it is asked.</param>
    /// <returns>False, and nothing has changed, when what waits cannot be written.</returns>
    /// <exception cref="AofException">As <see cref="Flush"/>.</exception>
    public bool TrySwitch(Func<IAppendFile> open)
    {
        if (!TryWrite(isForced: true))
        {
            return false;
        }

        if (settings.Sync == AofSync.Always)
        {
            SynchronizeNow();
        }

        var file = open();
        var previous = _file!;
        worker.Post(() =>
        {
            Bring(previous);
            previous.Dispose();
        });
        Open(file);
        return true;
    }

    /// <summary>A new base has all data of the files before this one, and is on the disk: what they have lost does not count any more.</summary>
    public void ForgetLostSync()
    {
        if (_syncProblem?.File != _file)
        {
            _syncProblem = null;
        }
    }

    /// <summary>Begins requests that belong together: all of them are loaded again, or none.</summary>
    public void Begin(int database, int count)
    {
        WriteTimestamp();
        Select(database);
        _isTransaction = count > 1;
        if (_isTransaction)
        {
            Write("MULTI"u8);
        }
    }

    /// <summary>Appends one of them, in RESP.</summary>
    public void Append(int database, ReadOnlySpan<byte> request)
    {
        Select(database);
        _pending.WriteRaw(request);
    }

    /// <summary>Ends them.</summary>
    public void End()
    {
        if (_isTransaction)
        {
            Write("EXEC"u8);
        }

        if (_pending.WrittenCount > PartBytes)
        {
            TryWrite(isForced: _pending.WrittenCount > MaxPendingBytes);
        }
    }

    /// <summary>Writes what waits, and brings it to the disk if it is time to. What follows may be answered.</summary>
    /// <exception cref="AofException">It failed where it may not: nothing of this round can be answered, and none of it taken back.</exception>
    public void Flush()
    {
        if (_file is not null && TryWrite(isForced: false))
        {
            Synchronize();
        }
    }

    /// <summary>Writes what waits, brings all of it to the disk and ends.</summary>
    /// <exception cref="AofException">It could not.</exception>
    public void Close()
    {
        if (_file is null)
        {
            return;
        }

        var isWritten = TryWrite(isForced: true);
        var writeProblem = _writeProblem;
        var file = Leave();
        try
        {
            file.Flush();
        }
        catch (IOException problem)
        {
            throw new AofException($"Fail to fsync the AOF file: {problem.Message}", problem);
        }
        finally
        {
            worker.Post(file.Dispose);
        }

        if (!isWritten)
        {
            throw new AofException($"Error writing to the AOF file: {writeProblem}");
        }
    }

    /// <summary>Ends without what waits: the file does not count.</summary>
    public void Abandon()
    {
        if (_file is not null)
        {
            worker.Post(Leave().Dispose);
        }
    }

    /// <summary>Lets the file go. The worker disposes of it then: it may have been asked to bring it to the disk, and comes to that first.</summary>
    private IAppendFile Leave()
    {
        var file = _file!;
        _file = null;
        _pending.Clear();
        _writeProblem = null;
        _syncProblem = null;
        _postponedAt = null;
        return file;
    }

    private void Write(ReadOnlySpan<byte> command)
    {
        _pending.WriteArrayHeader(1);
        _pending.WriteBulkString(command);
    }

    private void Select(int database)
    {
        if (_database != database)
        {
            _database = database;
            _pending.WriteArrayHeader(2);
            _pending.WriteBulkString("SELECT"u8);
            _pending.WriteBulkInteger(database);
        }
    }

    private void WriteTimestamp()
    {
        if (settings.HasTimestamps && time.GetUtcNow().ToUnixTimeSeconds() is var now && now != _timestamp)
        {
            _timestamp = now;
            _pending.WriteRaw(System.Text.Encoding.ASCII.GetBytes($"#TS:{now}\r\n"));
        }
    }

    private bool TryWrite(bool isForced)
    {
        if (_pending.WrittenCount == 0)
        {
            return true;
        }

        if (!isForced && MayPostpone())
        {
            return false;
        }

        if (_pending.IsOverflowed)
        {
            throw new AofException("A round of commands has changed more than 2 GB, which the AOF cannot take");
        }

        var start = time.GetTimestamp();
        try
        {
            _file!.Append(_pending.Written.Span);
        }
        catch (IOException problem)
        {
            WriteFailed(problem);
            return false;
        }

        if (time.GetElapsedTime(start) > LongWrite)
        {
            _heldUpAt = start;
        }

        _postponedAt = null;
        _pending.Clear();
        if (_writeProblem is not null)
        {
            _writeProblem = null;
            _errorLoggedAt = null;
            log.AofWriteSolved();
        }

        return true;
    }

    /// <summary>Whether what waits is to wait for the disk.</summary>
    private bool MayPostpone()
    {
        if (settings.Sync != AofSync.EverySecond || !_isSyncing || _heldUpAt is not { } heldUpAt || time.GetElapsedTime(heldUpAt) > Caution)
        {
            return false;
        }

        _postponedAt ??= time.GetTimestamp();
        if (time.GetElapsedTime(_postponedAt.Value) < MaxPostponement)
        {
            return true;
        }

        DelayedSyncs++;
        log.AofSyncIsSlow();
        return false;
    }

    private void WriteFailed(IOException problem)
    {
        if (settings.Sync == AofSync.Always)
        {
            throw new AofException($"Can't recover from AOF write error when the AOF fsync policy is 'always': {problem.Message}", problem);
        }

        _writeProblem = problem.Message;
        if (_errorLoggedAt is not { } loggedAt || time.GetElapsedTime(loggedAt) > ErrorLogInterval)
        {
            _errorLoggedAt = time.GetTimestamp();
            log.AofWriteFailed(problem.Message);
        }
    }

    private void Synchronize()
    {
        if (_syncedLength == _file!.Length || (settings.HasNoSyncOnRewrite && IsSnapshotting))
        {
            return;
        }

        switch (settings.Sync)
        {
            case AofSync.Always:
                SynchronizeNow();
                break;
            case AofSync.EverySecond when !_isSyncing && time.GetElapsedTime(_syncedAt) >= SyncInterval:
                SynchronizeInBackground();
                break;
        }
    }

    private void SynchronizeNow()
    {
        try
        {
            _file!.Flush();
        }
        catch (IOException problem)
        {
            throw new AofException($"Can't persist AOF for fsync error when the AOF fsync policy is 'always': {problem.Message}", problem);
        }

        _syncedLength = _file.Length;
        _syncedAt = time.GetTimestamp();
    }

    private void SynchronizeInBackground()
    {
        var file = _file!;
        _syncedLength = file.Length;
        _syncedAt = time.GetTimestamp();
        _isSyncing = true;
        worker.Post(() =>
        {
            Bring(file);
            _isSyncing = false;
        });
    }

    /// <summary>On the thread of the worker.</summary>
    private void Bring(IAppendFile file)
    {
        try
        {
            file.Flush();
        }
        catch (IOException problem)
        {
            _syncProblem = new SyncProblem(file, problem.Message);
            log.AofSyncFailed(problem.Message);
        }
    }

    private sealed record SyncProblem(IAppendFile File, string Message);
}
