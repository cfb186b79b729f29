using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Remembers which node is the master, so that a node that starts copies the right one: within this run, and over runs where
/// the data is kept. In Cluster the nodes remember by themselves.
/// </summary>
internal sealed class MasterMemory(RedisTopologyResource topology, TopologyPlan plan)
{
    private string? _seen;

    /// <summary>The name of the last master known: as it was seen, else as the data of a former run names it, else the first node. Null in Cluster.</summary>
    public string? Master
    {
        get
        {
            if (topology.Mode == RedisMode.Cluster)
            {
                return null;
            }

            var known = _seen ?? plan.Directory.ReadState()?.Master;
            return topology.DataNodes.Any(node => node.Name == known) ? known : topology.DataNodes[0].Name;
        }
    }

    /// <summary>Takes note of the master that a description names, unless it names none or several.</summary>
    public void Learn(TopologyDescription description, IReadOnlyDictionary<RedisEndpoint, string> names)
    {
        if (topology.Mode != RedisMode.Cluster && description.Masters is [var only] && names.GetValueOrDefault(only) is { } name)
        {
            _seen = name;
        }
    }

    /// <summary>Writes the master and the ports down for the next run, where the data is kept and they are not written yet.</summary>
    public void Keep()
    {
        if (!plan.Directory.IsKept)
        {
            return;
        }

        var before = plan.Directory.ReadState();
        var ports = topology.Nodes.ToDictionary(node => node.Name, node => plan.PortsOf(node.Name));
        if (before is null || before.Master != Master || ports.Any(node => before.Ports.GetValueOrDefault(node.Key) != node.Value))
        {
            plan.Directory.WriteState(new KeptState(ports, Master));
        }
    }
}
