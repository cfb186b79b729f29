using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Server.Network;
using RaftNode.Server.Shutdown;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Loop;

/// <summary>
/// The one thread that serves all clients: it waits for sockets, executes what they ask for in order, and at the end of each round sends
/// every client its replies in one go.
/// </summary>
/// <param name="wait">Waits for sockets.</param>
/// <param name="sockets">Serves those that are ready.</param>
/// <param name="answers">Sends the replies.</param>
/// <param name="timeouts">Clients that wait until a time.</param>
/// <param name="expiry">Removes keys whose time is over.</param>
/// <param name="snapshots">Goes on with a snapshot.</param>
/// <param name="periodic">What is to be done each tick, in order.</param>
/// <param name="shutdown">Knows when it is over.</param>
/// <param name="monitor">Watches the rounds.</param>
/// <param name="state">Takes the time of each round.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when it cannot stop.</param>
internal sealed class EventLoop(
    SocketWait wait,
    SocketService sockets,
    Answers answers,
    ClientTimeouts timeouts,
    ExpiryWork expiry,
    SnapshotWork snapshots,
    IReadOnlyList<Action> periodic,
    ServerShutdown shutdown,
    LoopMonitor monitor,
    StoreState state,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>How long a wait lasts at most, so that what is to be done by the clock is done.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly (int Token, Readiness Readiness)[] _ready = new (int, Readiness)[256];
    private long _tickedAt;
    private volatile bool _isStopping;

    /// <summary>Serves until it is shut down.</summary>
    public void Run()
    {
        while (!shutdown.IsOver)
        {
            var count = wait.Wait(_ready, MillisecondsToWait());
            monitor.BeginRound();
            state.Now = Now();
            if (_isStopping)
            {
                _isStopping = false;
                End();
            }

            for (var i = 0; i < count; i++)
            {
                sockets.Serve(_ready[i].Token, _ready[i].Readiness);
            }

            var start = time.GetTimestamp();
            var isTick = time.GetElapsedTime(_tickedAt, start) >= Tick;
            if (isTick)
            {
                _tickedAt = start;
                DoByTheClock();
            }

            timeouts.End(state.Now);
            answers.Send();
            snapshots.Step();
            if (isTick || expiry.HasMore)
            {
                expiry.Step(start);
            }

            monitor.EndRound();
        }
    }

    /// <summary>Asks it to end, which it does unless the data cannot be saved; any thread may call it.</summary>
    public void Stop()
    {
        _isStopping = true;
        wait.Wake();
    }

    private void End()
    {
        if (!shutdown.TryEnd())
        {
            logger.SignalRefused();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private int MillisecondsToWait() =>
        expiry.HasMore || snapshots.HasMore ? 0
        : timeouts.Next is { } next ? (int)Math.Clamp(next - Now(), 0, Tick.TotalMilliseconds)
        : (int)Tick.TotalMilliseconds;

    private void DoByTheClock()
    {
        foreach (var duty in periodic)
        {
            duty();
        }
    }
}
