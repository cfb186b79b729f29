using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One master that takes the writes, and replicas that copy it. Nobody promotes a replica but an operator.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="replicas">How many replicas there are.</param>
public sealed class RedisReplicationResource(string name, int replicas) : RedisTopologyResource(name, RedisMode.MasterReplica)
{
    internal override TopologyShape Shape { get; } = new(DataNodes: 1 + replicas, Sentinels: 0, Masters: 1, HasBus: false);
}
