namespace RedisLib.Connections;

/// <summary>How long to wait before the next attempt to connect.</summary>
internal static class BackOff
{
    /// <summary>The first wait. Small, because a local server that restarts is back within tens of milliseconds.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(25);

    /// <summary>The longest wait. A promoted or restarted node is noticed within a second, and a dead one costs a SYN a second.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Doubles from <see cref="Shortest"/> to <see cref="Longest"/>, and takes off up to half at random so that clients do not come in step.</summary>
    /// <param name="failures">Attempts failed in a row, at least 1.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan Delay(int failures, double random)
    {
        var doublings = Math.Min(failures - 1, 16);
        var full = Math.Min(Shortest.TotalMilliseconds * (1 << doublings), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (1 - (random / 2)));
    }
}
