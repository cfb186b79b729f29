namespace RaftNode.Tests;

/// <summary>A clock that stands still until it is moved on; it begins a thousand seconds after the Unix epoch.</summary>
internal sealed class ManualTime : TimeProvider
{
    private TimeSpan _now = TimeSpan.FromSeconds(1000);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public void Advance(TimeSpan time) => _now += time;
}
