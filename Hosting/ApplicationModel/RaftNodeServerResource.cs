using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One RaftNode server by itself: a Redis-compatible server that sends its metrics, logs and traces to the dashboard.</summary>
/// <param name="name">The name of the resource.</param>
public sealed class RaftNodeServerResource(string name) : RedisTopologyResource(name, RedisMode.MasterReplica)
{
    internal override TopologyShape Shape { get; } = new(DataNodes: 1, Sentinels: 0, Masters: 1, HasBus: false);

    internal override bool SendsTelemetry => true;
}
