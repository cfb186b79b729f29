namespace RedisLib.Administration;

/// <summary>Forms a master with replicas and sentinels that watch it; from then on the sentinels are the authority.</summary>
internal sealed class SentinelAdministrator(TopologySpecification specification, AdministeredNodes nodes) : ITopologyAdministrator
{
    private readonly SentinelSteps _steps = new(specification, nodes);

    public async Task FormAsync(CancellationToken cancellationToken)
    {
        await nodes.WaitUntilAnsweringAsync(nodes.DataNodes.Concat(nodes.Sentinels), cancellationToken).ConfigureAwait(false);
        await WriteBarrier.LowerForgottenAsync(nodes, cancellationToken).ConfigureAwait(false);
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

        nodes.Logger.Formed(ModeNames.Of(specification.Mode), master.ToString()!);
    }

    public async Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var dataNodes = nodes.ReadRolesAsync(cancellationToken);
        var sentinels = nodes.ReadSentinelsAsync(specification.ServiceName, cancellationToken);
        return SentinelJudge.Describe(await dataNodes.ConfigureAwait(false), await sentinels.ConfigureAwait(false));
    }

    public async Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken)
    {
        var sentinels = await nodes.ReadSentinelsAsync(specification.ServiceName, cancellationToken).ConfigureAwait(false);
        var leader = SentinelJudge.Newest(sentinels)
            ?? throw new RedisAdministrationException($"No sentinel knows the master '{specification.ServiceName}': {sentinels.FirstOrDefault()?.Problem}");
        var oldMaster = leader.CurrentMaster!.Value;
        var healthBefore = (await DescribeAsync(cancellationToken).ConfigureAwait(false)).Health;
        var hurry = await SentinelHurry.ToFailOverAsync(nodes, cancellationToken).ConfigureAwait(false);
        await using (hurry.ConfigureAwait(false))
        {
            var preference = await _steps.PreferAsync(leader.Endpoint, oldMaster, replica, cancellationToken).ConfigureAwait(false);
            await using var restored = preference.ConfigureAwait(false);
            var barrier = await WriteBarrier.RaiseAsync(nodes, oldMaster, cancellationToken).ConfigureAwait(false);
            await using var lowered = barrier.ConfigureAwait(false);
            await _steps.PromoteAsync(leader.Endpoint, cancellationToken).ConfigureAwait(false);
            await AdministeredNodes.UntilAsync(
                token => FailoverProblemAsync(oldMaster, healthBefore, token), AdministeredNodes.FailoverPatience, $"failover from {oldMaster}", cancellationToken)
                .ConfigureAwait(false);
        }

        var newMaster = (await DescribeAsync(cancellationToken).ConfigureAwait(false)).Masters[0];
        nodes.Logger.FailedOver(ModeNames.Of(specification.Mode), oldMaster, newMaster);
        return new FailoverResult(oldMaster, newMaster);
    }

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    /// <summary>The master that the sentinels watch already, or null when none does.</summary>
    /// <exception cref="RedisAdministrationException">They watch a server that is not of this topology.</exception>
    private async Task<RedisEndpoint?> WatchedMasterAsync(CancellationToken cancellationToken)
    {
        var newest = SentinelJudge.Newest(await nodes.ReadSentinelsAsync(specification.ServiceName, cancellationToken).ConfigureAwait(false));
        return newest is null || nodes.DataNodes.Contains(newest.CurrentMaster!.Value)
            ? newest?.CurrentMaster
            : throw new RedisAdministrationException(
                $"{newest.Endpoint} watches {newest.CurrentMaster} as '{specification.ServiceName}', which is none of {string.Join(", ", nodes.DataNodes)}: "
                + "give the topology another service name, or run SENTINEL REMOVE on the sentinels.");
    }

    private async Task<string?> FormationProblemAsync(CancellationToken cancellationToken)
    {
        var description = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        return description.Health == TopologyHealth.Healthy ? null : string.Join("; ", description.Problems);
    }

    /// <summary>
    /// Complete means that every node and every sentinel that answers has taken note, the old master included, and that the
    /// topology is no worse off than before.
    /// </summary>
    private async Task<string?> FailoverProblemAsync(RedisEndpoint oldMaster, TopologyHealth healthBefore, CancellationToken cancellationToken)
    {
        var sentinels = await nodes.ReadSentinelsAsync(specification.ServiceName, cancellationToken).ConfigureAwait(false);
        var newMaster = SentinelJudge.Newest(sentinels)?.CurrentMaster;
        if (newMaster is null || newMaster == oldMaster)
        {
            return $"the sentinels still name {oldMaster}";
        }

        var watching = sentinels.Where(report => report.Master is not null).ToList();
        var late = watching.Find(report => report.CurrentMaster != newMaster || report.Master!.Endpoint != newMaster
            || report.Master.Flags.Contains("failover_in_progress"));
        if (late is not null)
        {
            return $"{late.Endpoint} has not finished the failover to {newMaster}";
        }

        var roles = await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        var wrong = Array.Find(roles, report => report.Role is { } role && (report.Endpoint == newMaster
            ? role.Role != NodeRole.Master
            : role.Role != NodeRole.Replica || !role.IsLinkUp || role.Master != newMaster));
        if (wrong is not null)
        {
            return $"{wrong.Endpoint} has not taken its new role yet";
        }

        var description = SentinelJudge.Describe(roles, sentinels);
        return description.Health > healthBefore ? string.Join("; ", description.Problems) : null;
    }
}
