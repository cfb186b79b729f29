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
