namespace RaftNode.Server.Latency;

/// <summary>How long something took in a second, at worst.</summary>
/// <param name="Seconds">The second, in Unix time.</param>
/// <param name="Milliseconds">How long.</param>
internal readonly record struct LatencySample(long Seconds, long Milliseconds);

/// <summary>When one kind of thing took long: the worst of each of the last seconds in which any did.</summary>
internal sealed class LatencyEvents
{
    /// <summary>As many as Redis keeps; two rows of a graph.</summary>
    private const int MaxSamples = 160;

    private readonly List<LatencySample> _samples = new(MaxSamples);

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<LatencySample> Samples => _samples;

    /// <summary>The worst ever, in milliseconds.</summary>
    public long WorstMilliseconds { get; private set; }

    public void Add(long seconds, long milliseconds)
    {
        WorstMilliseconds = Math.Max(WorstMilliseconds, milliseconds);
        if (_samples.Count > 0 && _samples[^1].Seconds == seconds)
        {
            _samples[^1] = new LatencySample(seconds, Math.Max(_samples[^1].Milliseconds, milliseconds));
            return;
        }

        if (_samples.Count == MaxSamples)
        {
            _samples.RemoveAt(0);
        }

        _samples.Add(new LatencySample(seconds, milliseconds));
    }
}
