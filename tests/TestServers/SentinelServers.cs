using RedisLib;
using RedisLib.Administration;

namespace TestServers;

/// <summary>Plain servers, the first of which is to be the master, and sentinels that watch nobody yet.</summary>
public sealed class SentinelServers : ServerGroup
{
    /// <summary>The name under which the sentinels are to know the master.</summary>
    public const string ServiceName = "mymaster";

    /// <inheritdoc/>
    public override TopologySpecification Specification => new()
    {
        Mode = RedisMode.Sentinel,
        DataNodes = NodesOf(DataNodes),
        Sentinels = NodesOf(Sentinels),
        ServiceName = ServiceName,
        Password = Password,
    };

    /// <summary>Starts a master, its replicas-to-be, and sentinels.</summary>
    public static async Task<SentinelServers> StartAsync(
        int replicas = 2, int sentinels = 3, string? password = null, params string[] configLines)
    {
        var dataNodes = await StartAsync(1 + replicas, new RedisProcessOptions { Password = password, ConfigLines = configLines });
        return new()
        {
            DataNodes = dataNodes,
            Sentinels = await StartAsync(sentinels, new RedisProcessOptions { Password = password, IsSentinel = true }),
            Password = password,
        };
    }
}
