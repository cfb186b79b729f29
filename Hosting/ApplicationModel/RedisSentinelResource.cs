using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A master with replicas, watched by sentinels that promote a replica when the master is gone.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="replicas">How many replicas there are.</param>
/// <param name="sentinels">How many sentinels there are; a majority of them must agree before a replica is promoted.</param>
public sealed class RedisSentinelResource(string name, int replicas, int sentinels) : RedisTopologyResource(name, RedisMode.Sentinel)
{
    /// <summary>The name under which the sentinels watch the master; Redis's own documentation uses it too.</summary>
    public const string DefaultServiceName = "mymaster";

    /// <inheritdoc />
    public override string ServiceName => DefaultServiceName;

    /// <summary>How many sentinels must agree that the master is gone: a majority.</summary>
    public int Quorum { get; } = (sentinels / 2) + 1;

    internal override TopologyShape Shape { get; } = new(DataNodes: 1 + replicas, sentinels, Masters: 1, HasBus: false);
}
