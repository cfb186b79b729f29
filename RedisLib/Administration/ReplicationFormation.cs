namespace RedisLib.Administration;

/// <summary>The steps that make data nodes a master with replicas; Sentinel topologies begin with the same.</summary>
internal static class ReplicationFormation
{
    private const string Remedy = "run REPLICAOF on those that are to follow, which drops their data.";

    /// <summary>The node that is to be the master: the one that others follow, else the one that holds data, else the first. Of copies of the same data it is the best.</summary>
    /// <exception cref="RedisAdministrationException">Several nodes hold data of their own and none follows another.</exception>
    public static async Task<RedisEndpoint> ChooseMasterAsync(
        AdministeredNodes nodes, RedisEndpoint? lastMaster, CancellationToken cancellationToken)
    {
        var reports = await nodes.ReadAllRolesAsync(cancellationToken).ConfigureAwait(false);
        var masters = reports.Where(report => report.Role?.Role == NodeRole.Master).ToList();
        if (FollowedMaster(reports) is { } followed)
        {
            return followed;
        }

        if (masters.Exists(master => master.Endpoint == lastMaster))
        {
            return lastMaster!.Value;
        }

        if (masters is [var only])
        {
            return only.Endpoint;
        }

        if (masters.Count == 0)
        {
            return reports.MaxBy(report => report.Role?.Offset ?? -1)!.Endpoint;
        }

        var copies = new KeyCounts(await Task.WhenAll(masters.Select(master => ReadKeysAsync(nodes, master.Endpoint, cancellationToken))).ConfigureAwait(false));
        var holders = string.Join(" and ", copies.Holders);
        if (copies.Holders.Count > 1 && !copies.Holders.All(nodes.Members.Contains))
        {
            throw new RedisAdministrationException($"{holders} are masters with data of their own, and to follow one of them would wipe the others: {Remedy}");
        }

        // Those that had fallen behind are copies that the last master supersedes, but when it has lost its data they are all there is, and old.
        return copies.Best(lastMaster: nodes.DataNodes[0], nodes.Current) ?? throw new RedisAdministrationException(copies.NoneIsCurrent);
    }

    /// <summary>Makes every node follow the master that does not do so yet. A node that does not answer is left out.</summary>
    /// <exception cref="RedisAdministrationException">A node has data that would be lost; then no node has been changed.</exception>
    public static async Task FollowAsync(AdministeredNodes nodes, RedisEndpoint master, CancellationToken cancellationToken)
    {
        var others = (await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false))
            .Where(report => report.Role?.Role == NodeRole.Master && report.Endpoint != master);
        var pause = await WritePause.BeginAsync(nodes, others.Select(report => report.Endpoint), cancellationToken).ConfigureAwait(false);
        await using var held = pause.ConfigureAwait(false);
        var reports = await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        await RefuseToWipeAsync(nodes, master, reports, cancellationToken).ConfigureAwait(false);
        foreach (var report in reports.Where(report => report.Role is not null))
        {
            if (report.Endpoint == master && report.Role!.Role != NodeRole.Master)
            {
                await nodes.RunAsync(master, RedisCommand.Create("REPLICAOF", "NO", "ONE"), cancellationToken).ConfigureAwait(false);
                await nodes.SaveConfigurationAsync(master, cancellationToken).ConfigureAwait(false);
            }
            else if (report.Endpoint != master && report.Role!.Master != master)
            {
                if (report.Role.Role == NodeRole.Master)
                {
                    pause.RefuseUnlessHeld(report.Endpoint);
                }

                await nodes.RunAsync(report.Endpoint, RedisCommand.Create("REPLICAOF", master.Host, master.Port), cancellationToken).ConfigureAwait(false);
                await nodes.SaveConfigurationAsync(report.Endpoint, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until every node that answers follows the master and has its data.</summary>
    public static Task WaitUntilSyncedAsync(
        AdministeredNodes nodes, RedisEndpoint master, TimeSpan patience, CancellationToken cancellationToken) => AdministeredNodes.UntilAsync(
            async token =>
            {
                var answering = (await nodes.ReadRolesAsync(token).ConfigureAwait(false)).Where(report => report.Role is not null).ToList();
                var problem = answering.Select(report => SyncProblem(report, master)).FirstOrDefault(problem => problem is not null);
                if (problem is null)
                {
                    nodes.Current = [.. answering.Select(report => report.Endpoint)];
                    nodes.Join(nodes.Current);
                }

                return problem;
            },
            patience,
            $"syncing with {master}",
            cancellationToken);

    /// <summary>
    /// Counts no longer as a member who is a master beside the master and has served writes: once it is started again it looks
    /// like one that has nothing but old data.
    /// </summary>
    public static async Task ForgetStrayedAsync(AdministeredNodes nodes, TopologyDescription seen, CancellationToken cancellationToken)
    {
        foreach (var node in seen.Nodes.Where(node => node.Role == NodeRole.Master && !seen.Masters.Contains(node.Endpoint)).Select(node => node.Endpoint))
        {
            try
            {
                if (nodes.Members.Contains(node) && !await nodes.IsUntouchedAsync(node, cancellationToken).ConfigureAwait(false))
                {
                    nodes.Leave(node);
                }
            }
            catch (RedisAdministrationException)
            {
                // It has ended or hangs since it was seen; the next description asks again.
            }
        }
    }

    /// <summary>The node that says it is the master, or null when none does.</summary>
    /// <exception cref="RedisAdministrationException">Several do.</exception>
    public static DataNodeReport? OnlyMaster(IReadOnlyList<DataNodeReport> reports)
    {
        var masters = reports.Where(report => report.Role?.Role == NodeRole.Master).ToList();
        return masters.Count <= 1 ? masters.FirstOrDefault() : throw new RedisAdministrationException(
            $"{string.Join(" and ", masters.Select(master => master.Endpoint))} are masters, so there is not one that can hand over: {Remedy}");
    }

    /// <summary>A node that is made a replica drops all it has, so it must have nothing that is not the master's.</summary>
    /// <exception cref="RedisAdministrationException">One has.</exception>
    public static async Task RefuseToWipeAsync(
        AdministeredNodes nodes, RedisEndpoint master, IReadOnlyList<DataNodeReport> reports, CancellationToken cancellationToken)
    {
        var toFollow = reports.Where(report => report.Role is not null && report.Endpoint != master && report.Role.Master != master).ToList();
        if (toFollow.Count == 0)
        {
            return;
        }

        var kept = await nodes.ReadHoldingAsync(master, cancellationToken).ConfigureAwait(false);
        foreach (var report in toFollow)
        {
            var node = report.Endpoint;
            var isMaster = report.Role!.Role == NodeRole.Master;
            var holding = await nodes.ReadHoldingAsync(node, cancellationToken).ConfigureAwait(false);
            if (holding.WouldBeLostUnder(kept, isMaster) && !(isMaster && await IsBackFromDiskAsync(nodes, node, cancellationToken).ConfigureAwait(false)))
            {
                throw new RedisAdministrationException(
                    $"{node} holds data that {master} does not have, so it is not made to follow it. To drop the data of {node}, run REPLICAOF {master.Host} {master.Port} "
                    + $"on {node}; to drop that of {master} instead, run REPLICAOF {node.Host} {node.Port} on {master}.");
            }
        }
    }

    private static async Task<(RedisEndpoint Node, long Keys)> ReadKeysAsync(
        AdministeredNodes nodes, RedisEndpoint node, CancellationToken cancellationToken) =>
        (node, KeyCounts.Parse((await nodes.RunAsync(node, KeyCounts.Command, cancellationToken).ConfigureAwait(false)).AsString()));

    /// <summary>
    /// Whether a master of this topology has been started again from its disk and nothing has happened to it since. It forgot its
    /// history, for an append-only file has none, but has nothing newer than what the others went on from.
    /// </summary>
    private static async Task<bool> IsBackFromDiskAsync(AdministeredNodes nodes, RedisEndpoint node, CancellationToken cancellationToken) =>
        nodes.Members.Contains(node) && await nodes.IsUntouchedAsync(node, cancellationToken).ConfigureAwait(false);

    /// <summary>The master that most others name as theirs, provided that it says so itself.</summary>
    private static RedisEndpoint? FollowedMaster(IReadOnlyList<DataNodeReport> reports) => reports
        .Where(report => report.Role?.Role == NodeRole.Master)
        .Select(master => (master.Endpoint, Followers: reports.Count(report => report.Role?.Master == master.Endpoint)))
        .Where(master => master.Followers > 0)
        .OrderByDescending(master => master.Followers)
        .Select(master => (RedisEndpoint?)master.Endpoint)
        .FirstOrDefault();

    private static string? SyncProblem(DataNodeReport report, RedisEndpoint master) => report.Endpoint == master
        ? (report.Role!.Role == NodeRole.Master ? null : $"{master} is not a master")
        : report.Role!.Master != master ? $"{report.Endpoint} does not follow {master}"
        : report.Role.IsLinkUp ? null
        : $"{report.Endpoint} has not got the data of {master} yet";
}
