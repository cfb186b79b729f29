namespace RedisLib.Administration;

/// <summary>Says what the answers of data nodes and sentinels make of a topology that sentinels watch.</summary>
internal static class SentinelJudge
{
    /// <summary>
    /// The answer to believe: the one with the highest configuration epoch, which only a finished failover raises. Where
    /// sentinels were told of different masters by hand, epochs may be equal: then the master that most of them name, then
    /// the preferred one.
    /// </summary>
    public static SentinelReport? Newest(IEnumerable<SentinelReport> reports, RedisEndpoint? preferred = null) => reports
        .Where(report => report is { Master: not null, CurrentMaster: not null })
        .GroupBy(report => (report.Master!.ConfigEpoch, report.CurrentMaster))
        .OrderByDescending(alike => alike.Key.ConfigEpoch)
        .ThenByDescending(alike => alike.Count())
        .ThenByDescending(alike => alike.Key.CurrentMaster == preferred)
        .FirstOrDefault()?.First();

    /// <summary>Describes the topology.</summary>
    public static TopologyDescription Describe(IReadOnlyList<DataNodeReport> dataNodes, IReadOnlyList<SentinelReport> sentinels)
    {
        var newest = Newest(sentinels);
        var replication = ReplicationJudge.Describe(RedisMode.Sentinel, dataNodes, newest?.CurrentMaster);
        var watchers = sentinels.Select(report => Describe(report, newest, dataNodes.Count, sentinels.Count)).ToList();
        var problems = replication.Problems.Concat(watchers.Where(node => node.Problem is not null).Select(node => node.Problem!)).ToList();
        if (newest is not null && replication.Masters is [var master] && master != newest.CurrentMaster)
        {
            problems.Add($"the sentinels name {newest.CurrentMaster} as the master, but {master} acts as one");
        }

        var answering = sentinels.Count(report => report.Problem is null);
        if (newest is not null && answering < Math.Max(newest.Master!.Quorum, (sentinels.Count / 2) + 1))
        {
            problems.Add($"only {answering} of {sentinels.Count} sentinels answer: they cannot fail over");
        }

        var health = replication.Health == TopologyHealth.Unhealthy || newest is null ? TopologyHealth.Unhealthy
            : problems.Count > 0 ? TopologyHealth.Degraded
            : TopologyHealth.Healthy;
        return replication with { Health = health, Problems = problems, Nodes = [.. replication.Nodes, .. watchers] };
    }

    /// <summary>
    /// What speaks against promoting a replica now, or null. A sentinel that has last heard from a replica that it is a master, as
    /// it was before an earlier failover, takes the promoted one for an old master and makes it a replica again, which drops what
    /// it took meanwhile.
    /// </summary>
    public static string? PromotionProblem(IReadOnlyList<SentinelReport> sentinels) => sentinels
        .SelectMany(report => report.Replicas
            .Where(replica => !replica.IsDown && replica.Fields.GetValueOrDefault("role-reported") == "master")
            .Select(replica => $"{report.Endpoint} has not heard yet that {replica.Endpoint} is a replica"))
        .FirstOrDefault();

    /// <summary>
    /// What a failover by command still lacks, or null when it is complete: every node and every sentinel that answers has taken
    /// note, and the topology is no worse off than before. The old master has to say so itself, since one that is silent may still
    /// be a master.
    /// </summary>
    public static string? FailoverProblem(
        RedisEndpoint oldMaster, TopologyHealth healthBefore, IReadOnlyList<DataNodeReport> roles, IReadOnlyList<SentinelReport> sentinels)
    {
        var newMaster = Newest(sentinels)?.CurrentMaster;
        if (newMaster is null || newMaster == oldMaster)
        {
            return $"the sentinels still name {oldMaster}";
        }

        var late = sentinels.Where(report => report.Master is not null).FirstOrDefault(report =>
            report.CurrentMaster != newMaster || report.Master!.Endpoint != newMaster || report.IsFailingOver);
        if (late is not null)
        {
            return $"{late.Endpoint} has not finished the failover to {newMaster}";
        }

        var wrong = roles.FirstOrDefault(report => report.Role is { } role
            ? report.Endpoint == newMaster ? role.Role != NodeRole.Master : role.Role != NodeRole.Replica || !role.IsLinkUp || role.Master != newMaster
            : report.Endpoint == oldMaster);
        if (wrong is not null)
        {
            return $"{wrong.Endpoint} has not taken its new role yet";
        }

        var description = Describe(roles, sentinels);
        return description.Health > healthBefore ? description.ProblemText : null;
    }

    /// <summary>
    /// Whether a master that was made to refuse writes may take them again: it is a replica now and takes none anyway, or the
    /// sentinels go on with it. While one of them promotes another node, it is a second master until it has heard of that.
    /// </summary>
    /// <param name="master">The master.</param>
    /// <param name="role">What it says that it is; null when it does not answer.</param>
    /// <param name="sentinels">What the sentinels say.</param>
    /// <param name="leader">The sentinel that was to promote another node: without its word nobody knows how far it is.</param>
    /// <param name="hasLeaderEnded">
    /// Whether that one has certainly ended, before the others were asked. Its failover ended with it: where all the others go on
    /// with the master, a replica that it promoted is made a replica again.
    /// </param>
    public static bool MayTakeWritesAgain(
        RedisEndpoint master, RoleReply? role, IReadOnlyList<SentinelReport> sentinels, RedisEndpoint leader, bool hasLeaderEnded = false)
    {
        var watching = sentinels.Where(report => report.Master is not null).ToList();
        var others = sentinels.Where(report => report.Endpoint != leader).ToList();
        return role is { Role: NodeRole.Replica }
            || (role is not null
                && (watching.Exists(report => report.Endpoint == leader) || (hasLeaderEnded && others.Count > 0 && others.TrueForAll(watching.Contains)))
                && watching.TrueForAll(report => report.CurrentMaster == master && !report.IsFailingOver));
    }

    private static NodeDescription Describe(SentinelReport report, SentinelReport? newest, int dataNodes, int sentinels) => new(
        report.Endpoint,
        report.IsUp ? NodeRole.Sentinel : NodeRole.Unknown,
        report.CurrentMaster,
        [],
        ProblemOf(report, newest, dataNodes, sentinels));

    private static string? ProblemOf(SentinelReport report, SentinelReport? newest, int dataNodes, int sentinels)
    {
        if (report.Problem is not null || report.Master is null)
        {
            return report.Problem ?? $"{report.Endpoint}: does not answer";
        }

        var upReplicas = report.Replicas.Count(replica => !replica.IsDown);
        var upSentinels = report.Sentinels.Count(sentinel => !sentinel.IsDown);
        return report.CurrentMaster != newest!.CurrentMaster ? $"{report.Endpoint}: names {report.CurrentMaster} as the master, others {newest.CurrentMaster}"
            : report.Master.IsDown ? $"{report.Endpoint}: takes the master {report.CurrentMaster} for down"
            : upReplicas < dataNodes - 1 ? $"{report.Endpoint}: sees {upReplicas} of {dataNodes - 1} replicas"
            : upSentinels < sentinels - 1 ? $"{report.Endpoint}: sees {upSentinels} of {sentinels - 1} other sentinels"
            : null;
    }
}
