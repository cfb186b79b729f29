using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Hosting.Tests;

/// <summary>What holds of a topology whether its nodes are processes or containers.</summary>
internal static class Topologies
{
    public static IResourceBuilder<RedisTopologyResource> Add(IDistributedApplicationBuilder builder, RedisMode mode) => mode switch
    {
        RedisMode.Sentinel => builder.AddRedisSentinel("cache"),
        RedisMode.Cluster => builder.AddRedisCluster("cache"),
        _ => builder.AddRedisReplication("cache"),
    };

    public static async Task AKilledMasterIsReplacedAndComesBackAsAReplica(TestApplication application, RedisMode mode)
    {
        await application.ExecuteAsync("cache-1", NodeCommands.Kill);
        await application.WaitForPropertyAsync("cache", NodeStatus.TopologyProperty, value => value is not null
            && value.StartsWith("5 of 6 up, master", StringComparison.Ordinal) && !value.Contains("cache-1", StringComparison.Ordinal)
            && (mode == RedisMode.Sentinel || value.Split(',').Length == 4));
        await application.ExecuteAsync("cache-1", KnownResourceCommands.StartCommand);
        await application.WaitForRoleAsync("cache-1", "replica");
        await application.WaitUntilHealthyAsync("cache");
    }
}
