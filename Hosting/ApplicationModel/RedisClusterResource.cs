using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Several masters that share 16,384 hash slots, each with replicas that take over for it.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="masters">How many masters there are.</param>
/// <param name="replicasPerMaster">How many replicas each of them has.</param>
public sealed class RedisClusterResource(string name, int masters, int replicasPerMaster) : RedisTopologyResource(name, RedisMode.Cluster)
{
    internal override TopologyShape Shape { get; } =
        new(DataNodes: masters * (1 + replicasPerMaster), Sentinels: 0, masters, HasBus: true);
}
