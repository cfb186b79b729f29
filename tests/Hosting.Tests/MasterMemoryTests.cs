using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Logging.Abstractions;
using RedisLib;
using RedisLib.Administration;

namespace Hosting.Tests;

public sealed class MasterMemoryTests
{
    private static readonly RedisEndpoint First = new("127.0.0.1", 1);
    private static readonly RedisEndpoint Second = new("127.0.0.1", 2);

    [Theory]
    [InlineData(RedisMode.MasterReplica, null)]
    [InlineData(RedisMode.Sentinel, "cache-2")]
    public void A_master_beside_the_master_keeps_its_data_over_a_restart_where_no_sentinels_make_it_a_replica(RedisMode mode, string? toCopy)
    {
        var builder = TestApplication.NewBuilder();
        var topology = mode == RedisMode.Sentinel
            ? Placed(builder.AddRedisSentinel("cache", replicas: 1).WithRuntime(RedisRuntime.Process).Resource)
            : Placed(builder.AddRedisReplication("cache", replicas: 1).WithRuntime(RedisRuntime.Process).Resource);
        var memory = new MasterMemory(topology, topology.Plan!, NullLogger.Instance, TimeProvider.System);

        memory.Learn(
            new TopologyDescription(mode, TopologyHealth.Degraded, [], [Second], [], [Master(First), Master(Second)]),
            new Dictionary<RedisEndpoint, string> { [First] = "cache-1", [Second] = "cache-2" });

        Assert.Equal("cache-2", memory.Master);
        Assert.Equal(toCopy, memory.MasterToCopy("cache-1"));
    }

    /// <summary>The topology with its nodes in the model, which are put there when they are asked for.</summary>
    private static RedisTopologyResource Placed(RedisTopologyResource topology)
    {
        Assert.NotEmpty(topology.Nodes);
        return topology;
    }

    private static NodeDescription Master(RedisEndpoint node) => new(node, NodeRole.Master, null, [], Problem: null);
}
