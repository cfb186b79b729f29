using RaftNode.Server.Latency;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Loop;

/// <summary>Removes keys whose time is over between the rounds: once a tick, and in every round while there are many.</summary>
internal sealed class ExpiryWork(ExpiryCycle cycle, ServerStatistics statistics, LatencyMonitor latency, StoreState state, TimeProvider time)
{
    /// <summary>As long as a client that asks meanwhile should wait for it.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether the next round should go on with it.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Removes some, where they may be removed.</summary>
    /// <param name="start">When clients were served last, as the clock's timestamp.</param>
    public void Step(long start)
    {
        if (!state.RemovesExpired)
        {
            HasMore = false;
            return;
        }

        var began = time.GetTimestamp();
        var watched = latency.Start();
        do
        {
            HasMore = cycle.Step();
        }
        while (HasMore && time.GetElapsedTime(start) < MaxTime);
        latency.End(LatencyMonitor.ExpireCycle, watched, state.Now);
        statistics.ExpiryTime += time.GetElapsedTime(began);
    }
}
