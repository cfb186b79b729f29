using RaftNode.Commands;
using RaftNode.Server.Figures;
using RaftNode.Server.Telemetry;

namespace RaftNode.Server.Loop;

/// <summary>What the event loop does for those who watch it: it measures its rounds, and leaves figures where somebody wants them.</summary>
internal sealed class LoopMonitor(LatencyHistogram rounds, FigureBoard board, FigureTaker taker, CommandSpans spans, TimeProvider time)
{
    private readonly double _nanosecondsInTick = 1e9 / time.TimestampFrequency;
    private long _begunAt;

    /// <summary>The waiting is over.</summary>
    public void BeginRound() => _begunAt = time.GetTimestamp();

    /// <summary>All that was to be done is done.</summary>
    public void EndRound()
    {
        rounds.Add((long)((time.GetTimestamp() - _begunAt) * _nanosecondsInTick));
        if (board.IsWanted)
        {
            board.Publish(taker.Take());
        }
    }

    /// <summary>To be called each tick.</summary>
    public void Tick() => spans.Tick();
}
