using Microsoft.Extensions.Logging;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Looks at a formed topology once a second, shows and tells what it sees, and repairs what does not come together by itself.</summary>
internal sealed class TopologyWatcher(
    RedisTopologyResource topology,
    ITopologyAdministrator administrator,
    TopologyPublisher publisher,
    MasterMemory memory,
    ResourceNotificationService notifications,
    ILogger logger,
    TimeProvider time) : IDisposable
{
    /// <summary>A failover is to be seen within a second or two.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Held by who changes the topology.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Held by who keeps, tells and shows what was seen: neither the file nor the dashboard may go back.</summary>
    private readonly SemaphoreSlim _showing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly RepairSchedule _repairs = new(time);
    private readonly TopologyNews _news = new();
    private TopologyDescription? _description;
    private long _begun;
    private long _newest;
    private string? _masters;
    private string? _failure;
    private string? _refusal;

    /// <summary>What was seen last, or null before the first look.</summary>
    public TopologyDescription? Description => Volatile.Read(ref _description);

    /// <summary>Watches until it is cancelled.</summary>
    /// <remarks>
    /// It goes on watching while a failover or a repair waits: who is the master has to be written down at once, as a run that ends
    /// just then goes on from the one that the file names, and drops what the others took.
    /// </remarks>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var repair = Task.CompletedTask;
        try
        {
            do
            {
                try
                {
                    await ObserveAsync(cancellationToken).ConfigureAwait(false);
                    if (await _turn.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
                    {
                        repair = RepairInTurnAsync(cancellationToken);
                    }

                    _failure = null;
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    TellFailure(failure);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            await repair.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Fails the topology over, while nothing else is done to it, and shows the new roles.</summary>
    /// <exception cref="RedisException">The failover could not be done.</exception>
    public async Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await administrator.FailOverAsync(replica, cancellationToken).ConfigureAwait(false);
            await ObserveAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks at the topology, keeps what the next run must know, shows it, and tells what is new.</summary>
    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        await _showing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What was seen while this waited is newer than its own look.
            var now = Description!;
            memory.Keep();
            Tell(now);
            await publisher.ShowAsync(now).ConfigureAwait(false);
            if (await NodeStates.HaveAllEndedAsync(notifications, topology, now, cancellationToken).ConfigureAwait(false))
            {
                await publisher.StoppedAsync().ConfigureAwait(false);
            }
            else
            {
                await publisher.RunningAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _showing.Release();
        }
    }

    /// <summary>
    /// Looks at the topology. A node that was up and does not answer now is asked once more before that is believed: on a busy
    /// machine the half second that it has may pass without anything being wrong with it. Answers the newest that was seen.
    /// </summary>
    /// <remarks>Not only who has the turn looks: so does every node that starts, and several may start at once.</remarks>
    public async Task<TopologyDescription> LookAsync(CancellationToken cancellationToken)
    {
        var look = Interlocked.Increment(ref _begun);
        var description = await administrator.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (Description is { } before && NodeStatus.SilentNodes(description).Except(NodeStatus.SilentNodes(before)).Any())
        {
            description = await administrator.DescribeAsync(cancellationToken).ConfigureAwait(false);
        }

        description = NodeStatus.WithNames(description, publisher.Names);
        lock (_gate)
        {
            // One that began before another and took longer shows how it was, and would bring back a master of old.
            if (look > _newest)
            {
                _newest = look;
                memory.Learn(description, publisher.Names);
                Volatile.Write(ref _description, description);
            }

            return _description!;
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _showing.Dispose();
    }

    private void Tell(TopologyDescription now)
    {
        // While a failover is under way masters are missing, which is told as trouble.
        var masters = NodeStatus.Masters(now, publisher.Names);
        if (now.Masters.Count >= topology.Shape.Masters && masters != _masters)
        {
            if (_masters is { } before)
            {
                HostingLog.MastersChanged(logger, topology.Name, masters, before);
            }

            _masters = masters;
        }

        switch (_news.Of(now))
        {
            case TopologyEvent.Trouble:
                HostingLog.Unhealthy(logger, topology.Name, now.ProblemText);
                break;
            case TopologyEvent.Recovery:
                _refusal = null;
                HostingLog.Healthy(logger, topology.Name);
                break;
        }
    }

    /// <summary>Repairs what is due, and lets go of the turn.</summary>
    private async Task RepairInTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_repairs.IsDue(Description!))
            {
                await RepairAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            TellFailure(failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forms again what a node that came back empty, or pointing at a master of old, has left incomplete.</summary>
    private async Task RepairAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RepairSchedule.Limit);
        try
        {
            await administrator.FormAsync(limit.Token).ConfigureAwait(false);
            await ObserveAsync(cancellationToken).ConfigureAwait(false);
            if (Description!.Health == TopologyHealth.Healthy)
            {
                HostingLog.Repaired(logger, topology.Name);
            }
        }
        catch (RedisException refusal)
        {
            TellRefusal(NodeStatus.WithNames(refusal.Message, publisher.Names));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            TellRefusal($"it took longer than {RepairSchedule.Limit.TotalSeconds} s");
        }
    }

    /// <summary>Whatever it was, the next look may succeed, and nobody looks any more when the watch ends.</summary>
    private void TellFailure(Exception failure)
    {
        if (failure.Message != _failure)
        {
            HostingLog.NotSeen(logger, topology.Name, failure.Message);
        }

        _failure = failure.Message;
    }

    /// <summary>Once: the repair is tried again every few seconds, and mostly ends for the same reason.</summary>
    private void TellRefusal(string reason)
    {
        if (reason != _refusal)
        {
            _refusal = reason;
            HostingLog.NotRepaired(logger, topology.Name, reason);
        }
    }
}
