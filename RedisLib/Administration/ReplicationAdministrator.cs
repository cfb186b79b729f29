namespace RedisLib.Administration;

/// <summary>Forms a master with replicas and fails it over by command; nobody else does.</summary>
internal sealed class ReplicationAdministrator(TopologySpecification specification, AdministeredNodes nodes) : ITopologyAdministrator
{
    /// <summary>How long FAILOVER may wait for the replica to catch up while the master takes no writes.</summary>
    private const int CatchUpMilliseconds = 5000;

    private RedisEndpoint? _lastMaster;

    public async Task FormAsync(CancellationToken cancellationToken)
    {
        await nodes.WaitUntilAnsweringAsync(nodes.DataNodes, cancellationToken).ConfigureAwait(false);
        var master = await ReplicationFormation.ChooseMasterAsync(nodes, _lastMaster, cancellationToken).ConfigureAwait(false);
        await ReplicationFormation.FollowAsync(nodes, master, cancellationToken).ConfigureAwait(false);
        await ReplicationFormation.WaitUntilSyncedAsync(nodes, master, AdministeredNodes.StepPatience, cancellationToken).ConfigureAwait(false);
        _lastMaster = master;
        nodes.Logger.Formed(ModeNames.Of(specification.Mode), master.ToString());
    }

    public async Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var description = ReplicationJudge.Describe(
            RedisMode.MasterReplica, await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false), _lastMaster);
        await ReplicationFormation.ForgetStrayedAsync(nodes, description, cancellationToken).ConfigureAwait(false);
        return description;
    }

    public async Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken)
    {
        var reports = await AbsentMaster.ReadRolesAsync(nodes, cancellationToken).ConfigureAwait(false);
        var master = ReplicationFormation.OnlyMaster(reports);
        var target = master is not null ? Succession.Choose(reports, replica) : Succession.ChooseHeir(reports, replica);
        var oldMaster = master?.Endpoint ?? reports.First(report => report.Endpoint == target).Role!.Master!.Value;
        if (master is not null)
        {
            await AdministeredNodes.UntilAsync(
                token => BeginProblemAsync(oldMaster, target, token), AdministeredNodes.FailoverPatience, $"failover to {target}", cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            // Nobody is left to hand over: what the master acknowledged and had not sent is lost. What the others have is not to be.
            await ReplicationFormation.RefuseToWipeAsync(nodes, target, reports, cancellationToken).ConfigureAwait(false);
            await nodes.RunAsync(target, RedisCommand.Create("REPLICAOF", "NO", "ONE"), cancellationToken).ConfigureAwait(false);
        }

        await AdministeredNodes.UntilAsync(
            token => RoleProblemAsync(oldMaster, target, token), AdministeredNodes.FailoverPatience, $"failover to {target}", cancellationToken)
            .ConfigureAwait(false);
        _lastMaster = target;
        await ReplicationFormation.FollowAsync(nodes, target, cancellationToken).ConfigureAwait(false);
        await ReplicationFormation.WaitUntilSyncedAsync(nodes, target, AdministeredNodes.FailoverPatience, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(nodes.DataNodes.Select(node => nodes.SaveConfigurationAsync(node, cancellationToken))).ConfigureAwait(false);
        nodes.Logger.FailedOver(ModeNames.Of(specification.Mode), oldMaster, target);
        return new FailoverResult(oldMaster, target, MayHaveLostWrites: master is null);
    }

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    /// <summary>A replica says that its link is up a moment before its master counts it as online; until then the master refuses.</summary>
    private async Task<string?> BeginProblemAsync(RedisEndpoint oldMaster, RedisEndpoint target, CancellationToken cancellationToken)
    {
        try
        {
            var command = RedisCommand.Create("FAILOVER", "TO", target.Host, target.Port, "TIMEOUT", CatchUpMilliseconds);
            await nodes.RunAsync(oldMaster, command, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RedisAdministrationException refusal) when (refusal.Message.Contains("is not online", StringComparison.Ordinal))
        {
            return refusal.Message;
        }
    }

    /// <summary>FAILOVER answers before it has happened; the old master gives up its role when the replica has caught up.</summary>
    private async Task<string?> RoleProblemAsync(RedisEndpoint oldMaster, RedisEndpoint target, CancellationToken cancellationToken)
    {
        var reports = await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        return reports.First(report => report.Endpoint == target).Role?.Role != NodeRole.Master ? $"{target} is not a master yet"
            : reports.FirstOrDefault(report => report.Endpoint == oldMaster)?.Role?.Role == NodeRole.Master ? $"{oldMaster} is still a master"
            : null;
    }
}
