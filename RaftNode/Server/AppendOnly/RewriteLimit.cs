namespace RaftNode.Server.AppendOnly;

/// <summary>Makes rewrites that begin by themselves rarer while they fail: each leaves another increment behind.</summary>
internal sealed class RewriteLimit(TimeProvider time)
{
    /// <summary>As in Redis: so many tries, then a minute, two, four and so on up to an hour between them.</summary>
    private const int FreeTries = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private long _failedAt;

    /// <summary>How many have failed in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether another one is to wait.</summary>
    public bool IsReached => Failures >= FreeTries && time.GetElapsedTime(_failedAt) < Delay;

    private TimeSpan Delay
    {
        get
        {
            var doublings = Math.Min(Failures - FreeTries, 6);
            var delay = FirstDelay * (1 << doublings);
            return delay < MaxDelay ? delay : MaxDelay;
        }
    }

    public void Failed()
    {
        Failures++;
        _failedAt = time.GetTimestamp();
    }

    /// <summary>One has succeeded, or somebody wants one now.</summary>
    public void Reset() => Failures = 0;
}
