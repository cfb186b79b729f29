using Microsoft.Extensions.Logging;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Brings the nodes of a topology together, however long they take and whatever happens to them meanwhile.</summary>
internal sealed class TopologyFormation(
    RedisTopologyResource topology,
    ITopologyAdministrator administrator,
    TopologyPublisher publisher,
    ResourceNotificationService notifications,
    ILogger logger,
    TimeProvider time)
{
    /// <summary>Between two attempts: a node that loads its data answers only when it is done.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private const string FormingState = "Forming";

    /// <summary>Returns when the topology is formed. What stands in the way is shown, and is its user's to remove.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lastProblem = string.Empty;
        while (true)
        {
            await NodeStates.WaitUntilAllRunAsync(notifications, topology, NodeEndedAsync, cancellationToken).ConfigureAwait(false);
            try
            {
                await publisher.StateAsync(FormingState, "forming").ConfigureAwait(false);
                var start = time.GetTimestamp();
                if (await FormUnlessANodeEndsAsync(cancellationToken).ConfigureAwait(false))
                {
                    HostingLog.Formed(logger, topology.Name, time.GetElapsedTime(start).TotalSeconds);
                    return;
                }
            }
            catch (RedisException refusal)
            {
                var problem = NodeStatus.WithNames(refusal.Message, publisher.Names);
                if (problem != lastProblem)
                {
                    HostingLog.NotFormedYet(logger, topology.Name, problem);
                    lastProblem = problem;
                }

                await publisher.SummaryAsync(problem).ConfigureAwait(false);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Forms the topology and answers true, or answers false as soon as a node ends, without which the nodes would be waited for in vain.</summary>
    private async Task<bool> FormUnlessANodeEndsAsync(CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = NodeStates.WaitUntilOneEndsAsync(notifications, topology, attempt.Token);
        var forming = administrator.FormAsync(attempt.Token);
        var isFormed = await Task.WhenAny(forming, ended).ConfigureAwait(false) == forming;
        await attempt.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(forming, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        await (isFormed ? forming : NodeEndedAsync(await ended.ConfigureAwait(false))).ConfigureAwait(false);
        return isFormed;
    }

    private async Task NodeEndedAsync(string reason)
    {
        HostingLog.Failed(logger, topology.Name, reason);
        await publisher.StateAsync(KnownResourceStates.FailedToStart, reason).ConfigureAwait(false);
    }
}
