using Microsoft.Extensions.Logging;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Remembers which node is the master and which nodes have its data, so that a node that starts copies the right one: within
/// this run, and over runs where the data is kept. In Cluster the nodes remember by themselves.
/// </summary>
internal sealed class MasterMemory(RedisTopologyResource topology, TopologyPlan plan, ILogger logger, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private volatile MasterKnowledge _known = new() { InSync = [.. plan.Kept?.InSync ?? []], Current = [.. plan.Kept?.Current ?? []] };
    private bool _isTold;

    /// <summary>The name of the last master known: as it was seen, else as the data of a former run names it, else the first node. Null in Cluster.</summary>
    public string? Master
    {
        get
        {
            if (topology.Mode == RedisMode.Cluster)
            {
                return null;
            }

            var known = _known.Master ?? plan.Kept?.Master;
            return topology.DataNodes.Any(node => node.Name == known) ? known : topology.DataNodes[0].Name;
        }
    }

    /// <summary>
    /// The name of the node that one that starts copies from the first moment on, since whoever copies drops what it has. Null in
    /// Cluster; with kept data until the topology is formed, as the master of the last run may have lost its own; and without
    /// sentinels for a node that was a master beside the master: what it took is for the formation to judge, which refuses to drop
    /// it. Sentinels do not: they make any master beside theirs a replica, which it therefore is from the first moment on.
    /// </summary>
    public string? MasterToCopy(string node) =>
        (plan.Directory.IsKept && _known.Master is null) || (topology.Mode == RedisMode.MasterReplica && _known.OnTheirOwn.Contains(node)) ? null : Master;

    /// <summary>Takes note of what a look has shown. One at a time does, the newest look last; others may ask meanwhile.</summary>
    public void Learn(TopologyDescription description, IReadOnlyDictionary<RedisEndpoint, string> names)
    {
        if (topology.Mode != RedisMode.Cluster)
        {
            _known = _known.After(description, names, time.GetElapsedTime(_start));
        }
    }

    /// <summary>Writes down for the next run what it must know, where the data is kept. What prevents that is told, and tried again with the next call.</summary>
    public void Keep()
    {
        if (!plan.Directory.IsKept)
        {
            return;
        }

        try
        {
            plan.Directory.WriteState(new KeptState(
                topology.Name,
                topology.Mode,
                plan.Decision.IsContainer ? RedisRuntime.Container : RedisRuntime.Process,
                topology.Nodes.ToDictionary(node => node.Name, node => plan.PortsOf(node.Name), StringComparer.Ordinal),
                Master,
                Sorted(_known.InSync))
            {
                Current = Sorted(_known.Current),
            });
            _isTold = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isTold)
            {
                HostingLog.NotKept(logger, topology.Name, plan.Directory.Path, failure.Message);
            }

            _isTold = true;
        }
    }

    /// <summary>In an order of their own, so that the file changes only when what it says does.</summary>
    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
