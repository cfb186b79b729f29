using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using RaftNode.Persistence.Snapshots;

namespace RaftNode.Server.AppendOnly;

/// <summary>
/// Writes a new base, so that the log does not grow for ever. The log goes on in another increment from the moment whose data the base
/// has; until the base is complete, the files of before and that increment are the log.
/// </summary>
internal sealed class AofRewriter(
    AofAppender appender, SnapshotTaker snapshots, BaseFiles bases, FileWorker worker, RewriteLimit limit, TimeProvider time, ILogger log)
{
    private long _begunAt;
    private volatile IReadOnlyList<AofFile>? _removed;

    /// <summary>Whether a base is being written.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>How many were begun.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the last one did not fail.</summary>
    public bool IsLastOk { get; private set; } = true;

    /// <summary>How long the last one took; null when there was none.</summary>
    public TimeSpan? LastTime { get; private set; }

    /// <summary>How long the one that runs has taken so far; null when there is none.</summary>
    public TimeSpan? CurrentTime => IsRunning ? time.GetElapsedTime(_begunAt) : null;

    /// <summary>Begins one. No other snapshot is being taken.</summary>
    /// <param name="folder">Where the log is.</param>
    /// <param name="increment">Where the log goes on.</param>
    /// <param name="ended">Is told how it ended.</param>
    /// <returns>False, and all is as it was, when it cannot begin.</returns>
    public bool TryBegin(AofFolder folder, NextIncrement increment, Action<RewriteResult> ended)
    {
        try
        {
            GoOn(folder, increment);
        }
        catch (IOException problem)
        {
            Failed(problem.Message);
            return false;
        }

        IsRunning = true;
        Count++;
        _begunAt = time.GetTimestamp();
        var file = bases.Next(folder.Manifest);
        log.AofRewriteBegun(file.Name);
        snapshots.Begin(() => bases.Open(folder, file), bases.Facts, result => ended(End(folder, file, increment, result)));
        return true;
    }

    /// <summary>Forgets the files of before once they are gone: a crash in between leaves none that nobody knows.</summary>
    public void ForgetRemoved(AofFolder folder)
    {
        if (Interlocked.Exchange(ref _removed, null) is { } removed)
        {
            try
            {
                folder.Replace(folder.Manifest.Without(removed));
            }
            catch (IOException problem)
            {
                log.AofNotRemoved(problem.Message);
            }
        }
    }

    private void GoOn(AofFolder folder, NextIncrement increment)
    {
        if (increment == NextIncrement.First)
        {
            appender.Open(folder.CreateTemporaryIncrement());
        }
        else if (increment == NextIncrement.Another && !appender.TrySwitch(folder.AddIncrement))
        {
            throw new IOException(appender.Problem);
        }
    }

    private RewriteResult End(AofFolder folder, AofFile file, NextIncrement increment, SnapshotResult result)
    {
        LastTime = CurrentTime;
        IsRunning = false;
        if (result.IsAborted)
        {
            folder.Remove(file);
            return RewriteResult.Aborted;
        }

        try
        {
            if (result.Problem is { } problem)
            {
                throw problem;
            }

            folder.AdoptBase(file, increment);
        }
        catch (IOException problem)
        {
            folder.Remove(file);
            Failed(problem.Message);
            return RewriteResult.Failed;
        }

        Adopted(folder);
        log.AofRewritten(file.Name, LastTime!.Value.TotalSeconds);
        return RewriteResult.Done;
    }

    /// <summary>The base counts. Where the disk may not know that yet nothing of before is forgotten, and the next try may have to wait.</summary>
    private void Adopted(AofFolder folder)
    {
        IsLastOk = true;
        if (folder.Problem is not null)
        {
            limit.Failed();
            return;
        }

        limit.Reset();
        appender.ForgetLostSync();
        var history = folder.Manifest.History;
        worker.Post(() =>
        {
            foreach (var superfluous in history)
            {
                folder.Remove(superfluous);
            }

            _removed = history;
        });
    }

    private void Failed(string problem)
    {
        IsLastOk = false;
        limit.Failed();
        log.AofRewriteFailed(problem);
    }
}

/// <summary>How a rewrite ended.</summary>
internal enum RewriteResult
{
    Done,
    Failed,
    Aborted,
}
