namespace RedisLib.Administration;

/// <summary>Says what the answers of data nodes make of a master with replicas.</summary>
internal static class ReplicationJudge
{
    /// <summary>
    /// The node that is the master: of those that say so the one with the most followers, then the preferred one, then the first.
    /// A former master that came back has no followers.
    /// </summary>
    public static DataNodeReport? FindMaster(IReadOnlyList<DataNodeReport> reports, RedisEndpoint? preferred = null) => reports
        .Where(report => report.Role?.Role == NodeRole.Master)
        .OrderByDescending(report => report.Role!.Followers.Count)
        .ThenByDescending(report => report.Endpoint == preferred)
        .FirstOrDefault();

    /// <summary>Describes the topology.</summary>
    public static TopologyDescription Describe(RedisMode mode, IReadOnlyList<DataNodeReport> reports, RedisEndpoint? preferredMaster = null)
    {
        var master = FindMaster(reports, preferredMaster);
        var nodes = reports.Select(report => Describe(report, master?.Endpoint, reports)).ToList();
        var problems = nodes.Where(node => node.Problem is not null).Select(node => node.Problem!).ToList();
        if (master is null)
        {
            problems.Insert(0, "no node is a master: writes cannot be served");
        }

        var replicas = reports
            .Where(report => report.Role?.Role == NodeRole.Replica && !FollowsAnother(report, master?.Endpoint, reports))
            .Select(report => report.Endpoint)
            .ToList();
        if (reports.Count > 1 && replicas.Count == 0)
        {
            problems.Add("there is no replica: the data is on one node only");
        }

        var health = master is null ? TopologyHealth.Unhealthy : problems.Count > 0 ? TopologyHealth.Degraded : TopologyHealth.Healthy;
        return new TopologyDescription(mode, health, problems, master is null ? [] : [master.Endpoint], replicas, nodes);
    }

    /// <summary>
    /// Whether a replica copies another node that says it is a master too, so that what it has is not the data of this one. An
    /// address that differs is no sign of that: the same master may be known by a name.
    /// </summary>
    public static bool FollowsAnother(DataNodeReport replica, RedisEndpoint? master, IReadOnlyList<DataNodeReport> reports) =>
        master is not null && replica.Role!.Master != master && reports.Any(other => other.Endpoint != master && other.Role?.Role == NodeRole.Master
            && (other.Endpoint == replica.Role.Master || other.Role.Followers.Contains(replica.Endpoint)));

    private static NodeDescription Describe(DataNodeReport report, RedisEndpoint? master, IReadOnlyList<DataNodeReport> reports)
    {
        var problem = report switch
        {
            { Role: null } => report.Problem ?? $"{report.Endpoint}: does not answer",
            { Role.Role: NodeRole.Master } when report.Endpoint != master => $"{report.Endpoint}: says that it is a master, as {master} does: unless it soon follows by itself, run REPLICAOF on the one whose data is to be dropped",
            { Role.Role: NodeRole.Replica } when FollowsAnother(report, master, reports) => $"{report.Endpoint}: follows {report.Role.Master}, which is a master beside {master}",
            { Role: { Role: NodeRole.Replica, IsLinkUp: false } } => $"{report.Endpoint}: its link to the master {report.Role.Master} is down",
            { Role.Role: NodeRole.Sentinel or NodeRole.Unknown } => $"{report.Endpoint}: is not a data node but a {report.Role.Role}",
            _ => null,
        };
        return new NodeDescription(report.Endpoint, report.Role?.Role ?? NodeRole.Unknown, report.Role?.Master, [], problem);
    }
}
