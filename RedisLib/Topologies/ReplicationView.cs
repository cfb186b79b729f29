using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;

namespace RedisLib.Topologies;

/// <summary>Turns what data nodes say into who serves.</summary>
internal static class ReplicationView
{
    /// <summary>The nodes that serve, given who the master is.</summary>
    public static ServingNodes Of(RedisEndpoint? master, IReadOnlyList<DataNodeReport> reports, NodePool nodes)
    {
        var replicas = reports
            .Where(report => report.Role?.Role == NodeRole.Replica && report.Endpoint != master && !ReplicationJudge.FollowsAnother(report, master, reports))
            .ToList();
        return new ServingNodes(
            master is { } endpoint ? nodes.Get(endpoint) : null,
            [.. replicas.Where(IsInSync).Select(report => nodes.Get(report.Endpoint))],
            [.. replicas.Where(HasStaleData).Select(report => nodes.Get(report.Endpoint))]);
    }

    /// <summary>Whether a replica without its master still has what it copied.</summary>
    public static bool HasStaleData(DataNodeReport report) => report.Role is { HasStaleCopy: true };

    /// <summary>Whether a replica has its master's data and gets what is new.</summary>
    public static bool IsInSync(DataNodeReport report) => report.Role is { Role: NodeRole.Replica, IsLinkUp: true };

    /// <summary>Tells of a change of the master.</summary>
    public static void Log(ILogger logger, string topology, RedisEndpoint? before, RedisEndpoint? now, string absence)
    {
        if (now is { } master && now != before)
        {
            logger.MasterFound(topology, master);
        }
        else if (now is null && before is not null)
        {
            logger.MasterLost(topology, absence);
        }
    }
}
