using System.Diagnostics;

namespace RaftNode.Server.Latency;

/// <summary>Keeps what held all clients up for long, by its kind. https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/</summary>
internal sealed class LatencyMonitor
{
    public const string Command = "command";
    public const string FastCommand = "fast-command";
    public const string ExpireCycle = "expire-cycle";

    /// <summary>A slice of a snapshot that goes on between commands; redis-server has <c>fork</c> instead.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>What has changed is written to the append-only log.</summary>
    public const string LogWrite = "aof-write";

    /// <summary>The same with <c>appendfsync always</c>, which waits for the disk.</summary>
    public const string LogSync = "aof-fsync-always";

    private readonly Dictionary<string, LatencyEvents> _events = new(StringComparer.Ordinal);
    private long _thresholdMilliseconds;

    /// <summary>What takes as long is kept; nothing is when 0 (<c>latency-monitor-threshold</c>).</summary>
    public long ThresholdMilliseconds
    {
        get => _thresholdMilliseconds;
        set
        {
            _thresholdMilliseconds = value;
            ThresholdTicks = value == 0 ? long.MaxValue : (long)Math.Min(long.MaxValue, value * (Stopwatch.Frequency / 1e3));
        }
    }

    /// <summary>The same in ticks of the stopwatch, and more than anything takes when nothing is kept.</summary>
    public long ThresholdTicks { get; private set; } = long.MaxValue;

    /// <summary>What is known of each kind.</summary>
    public IReadOnlyDictionary<string, LatencyEvents> Events => _events;

    /// <summary>When something begins, in ticks of the stopwatch; 0 while nothing is kept.</summary>
    public long Start() => _thresholdMilliseconds == 0 ? 0 : Stopwatch.GetTimestamp();

    /// <summary>Keeps what has begun at <paramref name="start"/> if it took long.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="start">What <see cref="Start"/> answered.</param>
    /// <param name="now">The time, in milliseconds of Unix time.</param>
    public void End(string name, long start, long now)
    {
        if (start != 0 && Stopwatch.GetTimestamp() - start is var ticks && ticks >= ThresholdTicks)
        {
            Add(name, ticks, now);
        }
    }

    /// <summary>Keeps something that took so many ticks of the stopwatch.</summary>
    public void Add(string name, long ticks, long now)
    {
        if (!_events.TryGetValue(name, out var events))
        {
            _events[name] = events = new LatencyEvents();
        }

        events.Add(now / 1000, ticks * 1000 / Stopwatch.Frequency);
    }

    /// <summary>Forgets a kind, or all of them.</summary>
    /// <returns>How many were forgotten.</returns>
    public int Reset(string? name = null)
    {
        var names = _events.Keys.Where(known => name is null || known.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        names.ForEach(known => _events.Remove(known));
        return names.Count;
    }
}
