using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Snapshots;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Snapshots;

/// <summary>Saves the data to its file: when it is asked to, and when the rules say so.</summary>
internal sealed class Saver(SnapshotTaker taker, DatabaseFile file, SnapshotSettings settings, StoreState state, ILogger log)
{
    /// <summary>A save that failed is tried again so much later: a disk that is full is no emptier at once.</summary>
    private const long RetryMilliseconds = 5000;

    private readonly SaveStatus _status = new() { LastSaveAt = state.Now / 1000 };
    private long _changesSaved;
    private long _changesAtBegin;
    private long _triedAt;
    private long? _beganAt;

    /// <summary>Whether a save in the background is under way. The taker may be used for something else meanwhile.</summary>
    public bool IsSaving => _beganAt is not null;

    /// <summary>Why writes are refused, or null.</summary>
    public string? WriteProblem => _status.HasSucceeded || !settings.StopsWritesOnError || settings.Rules.All.Count == 0
        ? null
        : "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set "
        + "are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails "
        + "(stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.";

    /// <summary>How saving goes.</summary>
    public SaveStatus Status
    {
        get
        {
            _status.Changes = state.Changes - _changesSaved;
            _status.CurrentSeconds = _beganAt is { } beganAt ? (state.Now - beganAt) / 1000 : -1;
            return _status;
        }
    }

    /// <summary>Loads the file; answers false when there is none.</summary>
    /// <param name="replaces">Whether keys may be there already, and what the file has takes their place.</param>
    /// <exception cref="Persistence.Rdb.RdbException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Load(bool replaces = false)
    {
        if (file.Load(replaces) is not { } loaded)
        {
            return false;
        }

        _status.LoadedKeys = loaded.LoadedKeys;
        _status.ExpiredKeys = loaded.ExpiredKeys;
        return true;
    }

    /// <summary>Saves while nothing else is done. Answers whether it succeeded; if not the log says why.</summary>
    public bool TrySave()
    {
        _status.Count++;
        try
        {
            file.Save();
        }
        catch (IOException problem)
        {
            log.SaveFailed(problem.Message);
            return false;
        }

        log.Saved();
        Succeeded(state.Changes);
        return true;
    }

    /// <summary>Begins to save in the background. Nothing else is taking a snapshot.</summary>
    public void Begin()
    {
        _status.IsScheduled = false;
        _status.Count++;
        _beganAt = _triedAt = state.Now;
        _changesAtBegin = state.Changes;
        log.BackgroundSaveStarted();
        taker.Begin(file.OpenInBackground, file.Facts(isAofBase: false), End);
    }

    /// <summary>Ends the save in the background, if there is one, and returns when nothing of it is left.</summary>
    public void Stop()
    {
        if (IsSaving)
        {
            taker.Stop();
        }
    }

    /// <summary>All data is gone on purpose: what is being saved is not wanted any more, and the file is to be empty too.</summary>
    public void DataCleared()
    {
        if (IsSaving)
        {
            taker.Abort();
        }

        if (settings.Rules.All.Count > 0)
        {
            TrySave();
        }
    }

    /// <summary>Begins a save that is due by the rules, or that was put off.</summary>
    public void Tick()
    {
        if (taker.IsRunning || (!_status.HasSucceeded && state.Now - _triedAt <= RetryMilliseconds))
        {
            return;
        }

        var changes = state.Changes - _changesSaved;
        foreach (var rule in settings.Rules.All)
        {
            if (changes >= rule.Changes && (state.Now / 1000) - _status.LastSaveAt > rule.Seconds)
            {
                log.RuleMet(rule.Changes, rule.Seconds);
                Begin();
                return;
            }
        }

        if (_status.IsScheduled)
        {
            Begin();
        }
    }

    private void End(SnapshotResult result)
    {
        _status.LastSeconds = (state.Now - _triedAt) / 1000;
        _beganAt = null;
        if (result.IsWhole)
        {
            log.BackgroundSaveSucceeded();
            Succeeded(_changesAtBegin);
        }
        else if (result.Problem is { } problem)
        {
            log.BackgroundSaveFailed(problem.Message);
            _status.HasSucceeded = false;
        }
        else
        {
            log.BackgroundSaveAborted();
        }
    }

    private void Succeeded(long changes)
    {
        _changesSaved = changes;
        _status.LastSaveAt = state.Now / 1000;
        _status.HasSucceeded = true;
    }
}
