namespace RedisLib.Connections;

/// <summary>A moment by which something is to be done, measured by a monotonic clock.</summary>
internal readonly struct Deadline(TimeProvider clock, TimeSpan patience)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>The time left; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = patience - clock.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>One of so many equal parts of the time left, from now on.</summary>
    public Deadline Share(int parts) => new(clock, Remaining / parts);

    public bool HasPassed => Remaining == TimeSpan.Zero;
}
