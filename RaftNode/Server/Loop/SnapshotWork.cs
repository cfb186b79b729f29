using RaftNode.Persistence.Snapshots;
using RaftNode.Server.Latency;
using RaftNode.Server.Shutdown;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Loop;

/// <summary>Goes on with a snapshot that is under way, a slice between two rounds.</summary>
internal sealed class SnapshotWork(SnapshotTaker snapshots, ServerShutdown shutdown, LatencyMonitor latency, StoreState state)
{
    /// <summary>Whether the next round should go on with it at once.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Does a slice, unless the server ends.</summary>
    public void Step()
    {
        var start = latency.Start();
        HasMore = !shutdown.IsOver && snapshots.Work();
        latency.End(LatencyMonitor.Snapshot, start, state.Now);
    }
}
