namespace RaftNode.Server.Figures;

/// <summary>
/// Where the thread that executes commands leaves its figures for others. It takes them only when somebody wants them, at the end of a
/// round, so a server that nobody looks at does nothing, and nobody ever waits for a lock.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="wake">Ends the wait of the thread that executes commands.</param>
internal sealed class FigureBoard(TimeProvider time, Action wake)
{
    /// <summary>Whoever asks sooner than that gets what the one before got, so that nobody can keep the server busy by asking.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(100);

    private volatile Action? _told;
    private volatile Dated? _latest;
    private volatile bool _isWanted;
    private volatile ServerPhase _phase = ServerPhase.Loading;

    private sealed record Dated(ServerFigures Figures, long Timestamp);

    /// <summary>What the server is doing.</summary>
    public ServerPhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>The figures that were taken last, or null.</summary>
    public ServerFigures? Latest => _latest?.Figures;

    /// <summary>Whether somebody waits for figures.</summary>
    public bool IsWanted => _isWanted;

    /// <summary>The figures of a moment that is not before another one, as far as freshness goes; null when there are none yet.</summary>
    /// <param name="timestamp">That moment, in ticks of the clock.</param>
    public ServerFigures? Since(long timestamp) =>
        _latest is { } latest && time.GetElapsedTime(latest.Timestamp, timestamp) <= Freshness ? latest.Figures : null;

    /// <summary>Has figures taken as soon as that can be.</summary>
    public void Want()
    {
        _isWanted = true;
        wake();
    }

    /// <summary>Has somebody told whenever there are new figures, on the thread that executes commands. To be called before that runs.</summary>
    public void Follow(Action told) => _told += told;

    /// <summary>Ends that. To be called when that thread has ended.</summary>
    public void Unfollow(Action told) => _told -= told;

    /// <summary>Leaves figures.</summary>
    public void Publish(ServerFigures figures)
    {
        _isWanted = false;
        _latest = new Dated(figures, time.GetTimestamp());
        _told?.Invoke();
    }
}

/// <summary>What a server is doing.</summary>
internal enum ServerPhase
{
    /// <summary>It reads its data, and serves nobody yet.</summary>
    Loading,

    Serving,
}
