namespace RaftNode.Server.Info;

/// <summary>How fast a count grows, over the last few ticks.</summary>
internal sealed class RateMeter
{
    /// <summary>With ten ticks a second, the last second and a half.</summary>
    private const int MaxSamples = 16;

    private readonly double[] _samples = new double[MaxSamples];
    private int _next;
    private int _count;
    private long _last;
    private long _lastMilliseconds;

    /// <summary>In counts a second.</summary>
    public double PerSecond => _count == 0 ? 0 : _samples.AsSpan(0, _count).ToArray().Average();

    /// <summary>Takes what the count is now; to be called each tick.</summary>
    public void Sample(long count, long milliseconds)
    {
        var elapsed = milliseconds - _lastMilliseconds;
        if (_lastMilliseconds > 0 && elapsed > 0)
        {
            // A count that was set to nothing meanwhile has not grown.
            _samples[_next] = Math.Max(0, count - _last) * 1000.0 / elapsed;
            _next = (_next + 1) % MaxSamples;
            _count = Math.Min(_count + 1, MaxSamples);
        }

        _last = count;
        _lastMilliseconds = milliseconds;
    }
}
