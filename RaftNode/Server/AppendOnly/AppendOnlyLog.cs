using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using RaftNode.Persistence.Snapshots;
using RaftNode.Server.Configuration;
using RaftNode.Store.Keys;

namespace RaftNode.Server.AppendOnly;

/// <summary>The append-only log of the server: loaded when it starts, told all that changes from then on, rewritten when it gets long.</summary>
internal sealed class AppendOnlyLog : IDisposable
{
    private readonly FileWorker _worker = new();
    private readonly AofSettings _settings;
    private readonly Func<string> _dataFolder;
    private readonly AofReplay _replay;
    private readonly BaseFiles _bases;
    private readonly SnapshotTaker _snapshots;
    private readonly Propagation _propagation;
    private readonly StoreState _store;
    private readonly ILogger _log;
    private readonly AofAppender _appender;
    private readonly AofFollower _follower;
    private readonly AofRewriter _rewriter;
    private readonly RewriteLimit _limit;
    private AofFolder? _folder;
    private State _state;
    private bool _isRewriteScheduled;
    private long _closedBytes;
    private long _baseBytes;

    public AppendOnlyLog(
        ServerConfiguration configuration,
        AofReplay replay,
        BaseFiles bases,
        SnapshotTaker snapshots,
        Propagation propagation,
        StoreState store,
        TimeProvider time,
        ILogger log)
    {
        _settings = configuration.Aof;
        _dataFolder = () => configuration.Snapshots.Folder;
        _replay = replay;
        _bases = bases;
        _snapshots = snapshots;
        _propagation = propagation;
        _store = store;
        _log = log;
        _appender = new AofAppender(_settings, _worker, time, log);
        _follower = new AofFollower(_appender);
        _limit = new RewriteLimit(time);
        _rewriter = new AofRewriter(_appender, snapshots, bases, _worker, _limit, time, log);
    }

    private enum State
    {
        Off,

        /// <summary>There is no log until a first base is complete.</summary>
        Beginning,

        On,
    }

    /// <summary>Why writes are refused, in the system's words, or null.</summary>
    public string? Problem => _state == State.Off ? null : _appender.Problem ?? _folder?.Problem;

    /// <summary>Whether a rewrite is under way.</summary>
    public bool IsRewriting => _rewriter.IsRunning;

    /// <summary>
    /// Whether a log is about to be there and is not yet: a server that ended now would find none. One whose first base has failed does not
    /// count, since it may fail for ever.
    /// </summary>
    public bool IsBeginning => _state == State.Beginning && (_rewriter.IsRunning || _limit.Failures == 0);

    /// <summary>Whether something else is being written that a rewrite would have to wait for.</summary>
    public bool MustWaitToRewrite => _snapshots.IsRunning;

    public AofStatus Status => new()
    {
        IsEnabled = _state != State.Off,
        IsRewriting = _rewriter.IsRunning,
        IsRewriteScheduled = _isRewriteScheduled,
        LastRewriteSeconds = (long?)_rewriter.LastTime?.TotalSeconds ?? -1,
        CurrentRewriteSeconds = (long?)_rewriter.CurrentTime?.TotalSeconds ?? -1,
        IsLastRewriteOk = _rewriter.IsLastOk,
        Rewrites = _rewriter.Count,
        RewriteFailures = _limit.Failures,
        IsLastWriteOk = Problem is null,
        CurrentBytes = CurrentBytes,
        BaseBytes = _baseBytes,
        PendingBytes = _appender.PendingBytes,
        IsSyncing = _appender.IsSyncing,
        DelayedSyncs = _appender.DelayedSyncs,
    };

    private long CurrentBytes => _closedBytes + _appender.Length;

    private AofFolder Folder => _folder ?? throw new InvalidOperationException("The folder of the log was not opened: this is a defect of the server.");

    /// <summary>Loads the log, and appends to it from now on.</summary>
    /// <exception cref="AofException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public void Start()
    {
        OpenFolder(migrates: true);
        _replay.Load(Folder);
        if (Folder.Manifest.IsEmpty)
        {
            var file = _bases.Next(Folder.Manifest);
            _bases.WriteEmpty(Folder, file);
            Folder.AdoptBase(file, NextIncrement.None);
        }

        _baseBytes = Folder.BaseLength;
        var increment = Folder.OpenLastIncrement();
        _closedBytes = Folder.Length - increment.Length;
        _appender.Open(increment);
        _propagation.Follow(_follower);
        _state = State.On;
    }

    /// <summary>Begins a log while the server runs: all data is written to a base first, as soon as that can be.</summary>
    /// <exception cref="AofException">The log that is there already is damaged.</exception>
    /// <exception cref="IOException">Its folder cannot be read or written.</exception>
    private void TurnOn()
    {
        if (_state != State.Off)
        {
            return;
        }

        try
        {
            OpenFolder(migrates: false);
        }
        catch (Exception problem) when (problem is AofException or IOException)
        {
            _log.AofNotTurnedOn(problem.Message);
            throw;
        }

        _state = State.Beginning;
        ScheduleRewrite();
    }

    /// <summary>Ends the log while the server runs; it stays where it is.</summary>
    private void TurnOff()
    {
        if (_rewriter.IsRunning)
        {
            _snapshots.Abort();
        }

        if (_state == State.Beginning)
        {
            Abandon();
        }

        TryStop();
        _state = State.Off;
        _isRewriteScheduled = false;
    }

    /// <summary>Has the log rewritten as soon as that can be.</summary>
    public void ScheduleRewrite()
    {
        _isRewriteScheduled = true;
        _limit.Reset();
    }

    /// <summary>Begins to rewrite the log, or to write one where there is none. Nothing else is being written.</summary>
    /// <returns>False when it cannot begin; the log is as it was.</returns>
    public bool TryRewrite()
    {
        var increment = _state switch
        {
            State.Off => NextIncrement.None,
            State.Beginning => NextIncrement.First,
            _ => NextIncrement.Another,
        };
        if ((_folder is null && !TryOpenFolder()) || !_rewriter.TryBegin(Folder, increment, result => Rewritten(increment, result)))
        {
            return false;
        }

        _isRewriteScheduled = false;
        _closedBytes = increment == NextIncrement.Another ? Folder.Length - _appender.Length : 0;
        if (increment == NextIncrement.First)
        {
            _propagation.Follow(_follower);
        }

        return true;
    }

    /// <summary>Writes what has changed in this round, before anybody is told that it has.</summary>
    /// <exception cref="AofException">It cannot be written, and was promised to be.</exception>
    public void BeforeReplies()
    {
        _appender.Flush();
        _store.HasUntoldChanges = _appender.IsStuck;
    }

    /// <summary>Rewrites the log when it is time to; to be called between commands.</summary>
    public void Tick()
    {
        _appender.IsSnapshotting = _snapshots.IsRunning;
        if (_folder is not null)
        {
            _rewriter.ForgetRemoved(_folder);
        }

        if (!_snapshots.IsRunning && !_limit.IsReached && (_isRewriteScheduled || HasGrown || HasLostSync))
        {
            TryRewrite();
        }
    }

    /// <summary>Writes all, brings it to the disk and ends.</summary>
    /// <exception cref="AofException">It could not.</exception>
    public void Stop()
    {
        _propagation.Unfollow(_follower);
        _appender.Close();
    }

    /// <summary>As <see cref="Stop"/>, where the server does not end over it, or ends over something else.</summary>
    public void TryStop()
    {
        try
        {
            Stop();
        }
        catch (AofException problem)
        {
            _log.AofNotClosed(problem.Message);
        }
    }

    public void Dispose() => _worker.Dispose();

    /// <summary>Empties the databases and loads the log into them.</summary>
    /// <param name="clear">Empties them.</param>
    /// <returns>False when there is no log, or none that is at rest.</returns>
    /// <exception cref="AofException">It is damaged. There is no log any more, and not all data.</exception>
    /// <exception cref="IOException">It cannot be read. There is no log any more, and not all data.</exception>
    public bool TryReload(Action clear)
    {
        if (_state != State.On || IsRewriting)
        {
            return false;
        }

        _state = State.Off;
        Stop();
        clear();
        Start();
        return true;
    }

    /// <summary>Turns the log on or off while the server runs.</summary>
    /// <inheritdoc cref="TurnOn" path="/exception"/>
    public void Turn(bool isOn)
    {
        if (isOn)
        {
            TurnOn();
        }
        else if (_state != State.Off)
        {
            TurnOff();
        }
    }

    /// <summary>Whether something may never have come to the disk, which only a rewrite brings there.</summary>
    private bool HasLostSync => _appender.HasLostSync || (_state != State.Off && _folder?.Problem is not null);

    private bool HasGrown =>
        _state == State.On && _settings.RewritePercentage > 0 && CurrentBytes > _settings.RewriteMinBytes
        && (CurrentBytes * 100 / Math.Max(1, _baseBytes)) - 100 >= _settings.RewritePercentage;

    private bool TryOpenFolder()
    {
        try
        {
            OpenFolder(migrates: false);
            return true;
        }
        catch (Exception problem) when (problem is AofException or IOException)
        {
            _limit.Failed();
            _log.AofRewriteFailed(problem.Message);
            return false;
        }
    }

    private void OpenFolder(bool migrates)
    {
        var folder = new AofFolder(_dataFolder(), _settings, _log, FolderSync.Flush);
        folder.Open(migrates);
        _folder = folder;
    }

    private void Rewritten(NextIncrement increment, RewriteResult result)
    {
        if (result == RewriteResult.Done)
        {
            _state = increment == NextIncrement.None ? _state : State.On;
            _closedBytes = Folder.BaseLength;
            _baseBytes = CurrentBytes;
        }
        else if (increment == NextIncrement.First && _state == State.Beginning)
        {
            Abandon();
            _isRewriteScheduled = true;
        }
    }

    /// <summary>What was appended since a first base was begun belongs to none.</summary>
    private void Abandon()
    {
        _propagation.Unfollow(_follower);
        _appender.Abandon();
        Folder.RemoveTemporaryIncrement();
    }
}
