namespace RedisLib.Administration;

/// <summary>Forms a master with replicas and sentinels that watch it; from then on the sentinels are the authority.</summary>
internal sealed class SentinelAdministrator(TopologySpecification specification, AdministeredNodes nodes) : ITopologyAdministrator
{
    private readonly SentinelSteps _steps = new(specification, nodes);
    private readonly LeftBarriers _left = new();

    /// <summary>How long a failover may take to be complete, and the old master to take writes again.</summary>
    internal TimeSpan Patience { get; init; } = AdministeredNodes.FailoverPatience;

    public async Task FormAsync(CancellationToken cancellationToken)
    {
        await nodes.WaitUntilAnsweringAsync(nodes.DataNodes.Concat(nodes.Sentinels), cancellationToken).ConfigureAwait(false);
        var master = await WatchedMasterAsync(cancellationToken).ConfigureAwait(false);
        if (master is null)
        {
            master = await ReplicationFormation.ChooseMasterAsync(nodes, lastMaster: null, cancellationToken).ConfigureAwait(false);
            await ReplicationFormation.FollowAsync(nodes, master.Value, cancellationToken).ConfigureAwait(false);
            await ReplicationFormation.WaitUntilSyncedAsync(nodes, master.Value, AdministeredNodes.StepPatience, cancellationToken).ConfigureAwait(false);
        }

        await Task.WhenAll(nodes.Sentinels.Select(sentinel => _steps.WatchAsync(sentinel, master.Value, cancellationToken))).ConfigureAwait(false);
        var hurry = await SentinelHurry.ToFormAsync(nodes, cancellationToken).ConfigureAwait(false);
        await using (hurry.ConfigureAwait(false))
        {
            await AdministeredNodes.UntilAsync(FormationProblemAsync, AdministeredNodes.StepPatience, "forming sentinels", cancellationToken).ConfigureAwait(false);
        }

        // By now a master that was replaced in the meantime is a replica.
        await WriteBarrier.LowerForgottenAsync(nodes, cancellationToken).ConfigureAwait(false);
        nodes.Logger.Formed(ModeNames.Of(specification.Mode), master.ToString()!);
    }

    public async Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        _left.BeginToLower();
        var dataNodes = nodes.ReadRolesAsync(cancellationToken);
        var sentinels = ReadSentinelsAsync(cancellationToken);
        return SentinelJudge.Describe(await dataNodes.ConfigureAwait(false), await sentinels.ConfigureAwait(false));
    }

    public async Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken)
    {
        using var held = await _left.HoldAsync(cancellationToken).ConfigureAwait(false);
        var sentinels = await ReadSentinelsAsync(cancellationToken).ConfigureAwait(false);
        var leader = SentinelJudge.Newest(sentinels)
            ?? throw new RedisAdministrationException($"No sentinel knows the master '{specification.ServiceName}': {sentinels.FirstOrDefault()?.Problem}");
        var oldMaster = leader.CurrentMaster!.Value;
        var newMaster = oldMaster;
        var healthBefore = (await DescribeAsync(cancellationToken).ConfigureAwait(false)).Health;
        var hurry = await SentinelHurry.ToFailOverAsync(nodes, cancellationToken).ConfigureAwait(false);
        await using (hurry.ConfigureAwait(false))
        {
            await AdministeredNodes.UntilAsync(
                async token => SentinelJudge.PromotionProblem(await ReadSentinelsAsync(token).ConfigureAwait(false)),
                AdministeredNodes.FailoverPatience,
                $"failover from {oldMaster}",
                cancellationToken).ConfigureAwait(false);
            var preference = await _steps.PreferAsync(leader.Endpoint, oldMaster, replica, cancellationToken).ConfigureAwait(false);
            await using var restored = preference.ConfigureAwait(false);
            var barrier = await WriteBarrier.RaiseAsync(nodes, oldMaster, ReadSentinelsAsync, leader.Endpoint, _left, Patience, cancellationToken).ConfigureAwait(false);
            await using var lowered = barrier.ConfigureAwait(false);
            await _steps.PromoteAsync(leader.Endpoint, cancellationToken).ConfigureAwait(false);
            await AdministeredNodes.UntilAsync(
                async token =>
                {
                    var reports = await ReadSentinelsAsync(token).ConfigureAwait(false);
                    newMaster = SentinelJudge.Newest(reports)?.CurrentMaster ?? oldMaster;
                    return SentinelJudge.FailoverProblem(oldMaster, healthBefore, await nodes.ReadRolesAsync(token).ConfigureAwait(false), reports);
                },
                Patience,
                $"failover from {oldMaster}",
                cancellationToken).ConfigureAwait(false);
        }

        nodes.Logger.FailedOver(ModeNames.Of(specification.Mode), oldMaster, newMaster);
        return new FailoverResult(oldMaster, newMaster);
    }

    public async ValueTask DisposeAsync()
    {
        await _left.DisposeAsync().ConfigureAwait(false);
        await nodes.DisposeAsync().ConfigureAwait(false);
    }

    private Task<SentinelReport[]> ReadSentinelsAsync(CancellationToken cancellationToken) =>
        nodes.ReadSentinelsAsync(specification.ServiceName, cancellationToken);

    /// <summary>The master that the sentinels watch already, or null when none does.</summary>
    /// <exception cref="RedisAdministrationException">They watch a server that is not of this topology.</exception>
    private async Task<RedisEndpoint?> WatchedMasterAsync(CancellationToken cancellationToken)
    {
        var newest = SentinelJudge.Newest(await ReadSentinelsAsync(cancellationToken).ConfigureAwait(false));
        return newest is null || nodes.DataNodes.Contains(newest.CurrentMaster!.Value)
            ? newest?.CurrentMaster
            : throw new RedisAdministrationException(
                $"{newest.Endpoint} watches {newest.CurrentMaster} as '{specification.ServiceName}', which is none of {string.Join(", ", nodes.DataNodes)}: "
                + "give the topology another service name, or run SENTINEL REMOVE on the sentinels.");
    }

    private async Task<string?> FormationProblemAsync(CancellationToken cancellationToken)
    {
        var description = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        return description.Health == TopologyHealth.Healthy ? null : description.ProblemText;
    }
}
