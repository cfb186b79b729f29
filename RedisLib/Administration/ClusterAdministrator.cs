using System.Globalization;
using RedisLib.Connections;

namespace RedisLib.Administration;

/// <summary>Forms a cluster and fails its shards over by command; by themselves the nodes do so when a master dies.</summary>
internal sealed class ClusterAdministrator(TopologySpecification specification, AdministeredNodes nodes) : ITopologyAdministrator
{
    /// <summary>
    /// A replica gives up a failover by command after 5 s. It gets no votes when its shard failed over within the last two node
    /// time-outs, since a master votes no more often than that for one shard; asked again, it gets them.
    /// </summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(5.5);

    public async Task FormAsync(CancellationToken cancellationToken)
    {
        await nodes.WaitUntilAnsweringAsync(nodes.DataNodes, cancellationToken).ConfigureAwait(false);
        await AdministeredNodes.UntilAsync(FormationProblemAsync, AdministeredNodes.StepPatience, "forming the cluster", cancellationToken)
            .ConfigureAwait(false);
        var description = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        nodes.Logger.Formed(ModeNames.Of(specification.Mode), string.Join(", ", description.Masters));
    }

    public async Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken) =>
        ClusterJudge.Describe(await nodes.ReadClusterAsync(cancellationToken).ConfigureAwait(false));

    public async Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken)
    {
        var reports = await nodes.ReadClusterAsync(cancellationToken).ConfigureAwait(false);
        var (target, isForced) = Succession.ChooseInCluster(reports, replica);
        var myself = reports.First(report => report.Endpoint == target).Myself!;
        var oldMaster = reports.First(report => report.Endpoint == target).Nodes.First(node => node.Id == myself.MasterId);

        await nodes.RunAsync(target, Command(isForced), cancellationToken).ConfigureAwait(false);
        var attempt = new Deadline(TimeProvider.System, AttemptLimit);
        await AdministeredNodes.UntilAsync(
            async token =>
            {
                var seen = await nodes.ReadClusterAsync(token).ConfigureAwait(false);
                var problem = FailoverProblem(seen, myself.Id, oldMaster.Id);
                if (problem is not null && attempt.HasPassed)
                {
                    // The reply does not matter: a replica that has become the master meanwhile refuses. The old master may have come back meanwhile.
                    var mustBeForced = Succession.MustBeForced(seen, target);
                    isForced |= mustBeForced;
                    _ = await nodes[target].SendAsync(Command(mustBeForced), token).ConfigureAwait(false);
                    attempt = new Deadline(TimeProvider.System, AttemptLimit);
                }

                return problem;
            },
            AdministeredNodes.FailoverPatience,
            $"failover to {target}",
            cancellationToken).ConfigureAwait(false);
        var oldEndpoint = oldMaster.Endpoint ?? reports.FirstOrDefault(report => report.Myself?.Id == oldMaster.Id)?.Endpoint ?? target;
        nodes.Logger.FailedOver(ModeNames.Of(specification.Mode), oldEndpoint, target);
        return new FailoverResult(oldEndpoint, target, MayHaveLostWrites: isForced);
    }

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    /// <summary>With its master the replica agrees on the point of the switch; without it, it needs only the votes of the other masters.</summary>
    private static RedisCommand Command(bool isForced) =>
        isForced ? RedisCommand.Create("CLUSTER", "FAILOVER", "FORCE") : RedisCommand.Create("CLUSTER", "FAILOVER");

    /// <summary>Looks how far the nodes are, and gives them what they need to go on.</summary>
    private async Task<string?> FormationProblemAsync(CancellationToken cancellationToken)
    {
        var reports = await nodes.ReadClusterAsync(cancellationToken).ConfigureAwait(false);
        if (Array.Find(reports, report => report.Problem is not null) is { } silent)
        {
            return silent.Problem!.Contains("cluster support disabled", StringComparison.Ordinal)
                ? throw new RedisAdministrationException($"{silent.Endpoint} is not a cluster node: start it with cluster-enabled yes.")
                : silent.Problem;
        }

        foreach (var step in ClusterPlan.Next(specification, reports))
        {
            await TakeAsync(step, cancellationToken).ConfigureAwait(false);
        }

        return ClusterPlan.Problem(reports);
    }

    private async Task TakeAsync(ClusterStep step, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(step, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisAdministrationException exception) when (step.Arguments[0] == "ADDSLOTSRANGE" && IsUnknown(exception))
        {
            var first = int.Parse(step.Arguments[1], CultureInfo.InvariantCulture);
            var last = int.Parse(step.Arguments[2], CultureInfo.InvariantCulture);
            var slots = Enumerable.Range(first, last - first + 1).Select(slot => slot.ToString(CultureInfo.InvariantCulture));
            await RunAsync(new ClusterStep(step.Node, ["ADDSLOTS", .. slots]), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(ClusterStep step, CancellationToken cancellationToken)
    {
        RedisArgument[] arguments = [.. step.Arguments.Select(argument => (RedisArgument)argument)];
        _ = await nodes.RunAsync(step.Node, RedisCommand.Create("CLUSTER", arguments), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>ADDSLOTSRANGE came with Redis 7.</summary>
    private static bool IsUnknown(RedisAdministrationException exception) =>
        exception.InnerException is RedisServerException { Code: "ERR" } refusal
        && refusal.ServerMessage.Contains("unknown", StringComparison.OrdinalIgnoreCase);

    /// <summary>Complete means that every node that answers has taken note, and that the old master, if it lives, follows the new one.</summary>
    private static string? FailoverProblem(IReadOnlyList<ClusterNodeReport> reports, string newMasterId, string oldMasterId)
    {
        foreach (var report in reports.Where(report => report.Problem is null))
        {
            var seen = report.Nodes.FirstOrDefault(node => node.Id == newMasterId);
            if (seen is null || !seen.Flags.Contains("master") || seen.Slots.Count == 0)
            {
                return $"{report.Endpoint} has not heard of the new master yet";
            }

            if (report.Myself!.Id == oldMasterId && report.Role is not { Role: NodeRole.Replica, IsLinkUp: true })
            {
                return $"{report.Endpoint} does not follow the new master yet";
            }
        }

        return null;
    }
}
