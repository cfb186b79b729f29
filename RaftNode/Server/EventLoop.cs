using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Snapshots;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Blocking;
using RaftNode.Server.Clients;
using RaftNode.Server.Info;
using RaftNode.Server.Latency;
using RaftNode.Server.Memory;
using RaftNode.Server.Monitoring;
using RaftNode.Server.Network;
using RaftNode.Server.Sessions;
using RaftNode.Server.Shutdown;
using RaftNode.Server.Snapshots;
using RaftNode.Store.Keys;

namespace RaftNode.Server;

/// <summary>
/// The one thread that serves all clients: it waits for sockets, executes what they ask for in order, and at the end of each round sends
/// every client its replies in one go.
/// </summary>
internal sealed class EventLoop(
    IPoller poller,
    SocketWait wait,
    SessionTable sessions,
    Acceptor acceptor,
    Inputs inputs,
    Outputs outputs,
    BlockedClients blocked,
    ClientPause pause,
    Wire wire,
    SessionCare care,
    ServerSections figures,
    UsedMemory memory,
    ServerSettings settings,
    ServerStatistics statistics,
    ExpiryCycle expiry,
    SnapshotTaker snapshots,
    Saver saver,
    AppendOnlyLog log,
    ServerShutdown shutdown,
    LatencyMonitor latency,
    AofSettings logSettings,
    StoreState state,
    LoopMonitor monitor,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>As long as a client that asks meanwhile should wait for it.</summary>
    private static readonly TimeSpan MaxExpiryTime = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a wait lasts at most, so that what is to be done by the clock is done.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly (int Token, Readiness Readiness)[] _ready = new (int, Readiness)[256];
    private long _tickedAt;
    private bool _hasManyExpired;
    private bool _hasSnapshotWork;
    private volatile bool _isStopping;

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
                Serve(_ready[i].Token, _ready[i].Readiness);
            }

            var start = time.GetTimestamp();
            var isTick = time.GetElapsedTime(_tickedAt, start) >= Tick;
            if (isTick)
            {
                _tickedAt = start;
                DoByTheClock();
            }

            blocked.TimeOut(state.Now);
            pause.TimeOut(state.Now);
            Answer();
            sessions.Forget();
            WorkOnSnapshot();
            if (isTick || _hasManyExpired)
            {
                Expire(start);
            }

            monitor.EndRound();
        }
    }

    /// <summary>Asks it to end, which it does unless the data cannot be saved; any thread may call it.</summary>
    public void Stop()
    {
        _isStopping = true;
        poller.Wake();
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
        _hasManyExpired || _hasSnapshotWork ? 0
        : NextDeadline is var deadline and not long.MaxValue ? (int)Math.Clamp(deadline - Now(), 0, Tick.TotalMilliseconds)
        : (int)Tick.TotalMilliseconds;

    private long NextDeadline => Math.Min(blocked.NextDeadline ?? long.MaxValue, pause.EndsAt ?? long.MaxValue);

    private void DoByTheClock()
    {
        acceptor.Resume();
        care.Step();
        log.Tick();
        figures.Sample();
        memory.Sample(settings.MaxMemory, state.Now);
        saver.Tick();
        monitor.Tick();
    }

    /// <summary>Sends the replies of the round. One that could be sent at last may let its client ask for more.</summary>
    private void Answer()
    {
        do
        {
            inputs.ServeReleased();
            WriteLog();
            wire.SendPending();
        }
        while (inputs.HasReleased || outputs.HasPending);
    }

    /// <summary>What was changed is in the log before anybody is told so.</summary>
    private void WriteLog()
    {
        var start = latency.Start();
        log.BeforeReplies();
        latency.End(logSettings.Sync == AofSync.Always ? LatencyMonitor.LogSync : LatencyMonitor.LogWrite, start, state.Now);
    }

    private void WorkOnSnapshot()
    {
        var start = latency.Start();
        _hasSnapshotWork = !shutdown.IsOver && snapshots.Work();
        latency.End(LatencyMonitor.Snapshot, start, state.Now);
    }

    /// <summary>Once a tick, and in every round while there is much to remove, and where it may be removed.</summary>
    private void Expire(long start)
    {
        if (!state.RemovesExpired)
        {
            _hasManyExpired = false;
            return;
        }

        var began = time.GetTimestamp();
        var watched = latency.Start();
        do
        {
            _hasManyExpired = expiry.Step();
        }
        while (_hasManyExpired && time.GetElapsedTime(start) < MaxExpiryTime);
        latency.End(LatencyMonitor.ExpireCycle, watched, state.Now);
        statistics.ExpiryTime += time.GetElapsedTime(began);
    }

    private void Serve(int token, Readiness readiness)
    {
        if (token >= SessionTable.FirstListenerToken)
        {
            acceptor.Accept(token);
            return;
        }

        if (sessions[token] is not { } session)
        {
            return;
        }

        if (readiness.HasFlag(Readiness.Write))
        {
            WriteLog();
            wire.Send(session);
        }

        if (!readiness.HasFlag(Readiness.Read) || session.IsClosed)
        {
            return;
        }

        if (inputs.Receive(session))
        {
            wire.Watch(session);
        }
        else
        {
            wire.Close(session);
        }
    }
}
