using RedisLib.Slots;

namespace RedisLib.Administration;

/// <summary>Says what the answers of cluster nodes make of the cluster.</summary>
internal static class ClusterJudge
{
    /// <summary>Describes the cluster.</summary>
    public static TopologyDescription Describe(IReadOnlyList<ClusterNodeReport> reports)
    {
        var owners = reports
            .Select(report => report.Myself is { } node ? (report.Endpoint, Node: node) : default)
            .Where(owner => owner.Node is not null && owner.Node.Flags.Contains("master") && owner.Node.Slots.Count > 0)
            .OrderBy(owner => owner.Node.Slots[0].First)
            .ToList();
        var nodes = reports.Select(report => Describe(report, owners)).ToList();
        var problems = nodes.Where(node => node.Problem is not null).Select(node => node.Problem!).ToList();
        var covered = owners.Sum(owner => owner.Node.Slots.Sum(slots => slots.Count));
        if (covered < HashSlot.Count)
        {
            problems.Insert(0, $"{HashSlot.Count - covered} of {HashSlot.Count} slots are served by no node that answers");
        }

        var replicas = nodes.Where(node => node.Role == NodeRole.Replica).ToList();
        problems.AddRange(owners
            .Where(owner => !replicas.Exists(replica => replica.MasterEndpoint == owner.Endpoint && replica.Problem is null))
            .Select(owner => $"{owner.Endpoint}: no replica is ready to take over from it"));
        var isServing = covered >= HashSlot.Count && owners.TrueForAll(owner => IsStateOk(reports, owner.Endpoint));
        var health = !isServing ? TopologyHealth.Unhealthy : problems.Count > 0 ? TopologyHealth.Degraded : TopologyHealth.Healthy;
        return new TopologyDescription(
            RedisMode.Cluster, health, problems, [.. owners.Select(owner => owner.Endpoint)], [.. replicas.Select(replica => replica.Endpoint)], nodes);
    }

    private static bool IsStateOk(IReadOnlyList<ClusterNodeReport> reports, RedisEndpoint endpoint) =>
        reports.Any(report => report.Endpoint == endpoint && report.IsStateOk);

    private static NodeDescription Describe(ClusterNodeReport report, List<(RedisEndpoint Endpoint, ClusterNode Node)> owners)
    {
        if (report.Problem is not null || report.Myself is not { } myself)
        {
            return new NodeDescription(report.Endpoint, NodeRole.Unknown, null, [], report.Problem ?? $"{report.Endpoint}: does not answer");
        }

        if (myself.MasterId is null)
        {
            var problem = report.IsStateOk ? null : $"{report.Endpoint}: takes the cluster for down (cluster_state:fail)";
            return new NodeDescription(report.Endpoint, NodeRole.Master, null, myself.Slots, problem);
        }

        var owner = owners.Find(owner => owner.Node.Id == myself.MasterId);
        var master = owner.Node is not null ? owner.Endpoint : report.Nodes.FirstOrDefault(node => node.Id == myself.MasterId)?.Endpoint;
        var isLinkUp = report.Role is { Role: NodeRole.Replica, IsLinkUp: true };
        return new NodeDescription(
            report.Endpoint,
            NodeRole.Replica,
            master,
            owner.Node?.Slots ?? [],
            !isLinkUp ? $"{report.Endpoint}: its link to the master {master} is down"
            : !report.IsStateOk ? $"{report.Endpoint}: takes the cluster for down (cluster_state:fail)"
            : null);
    }
}
