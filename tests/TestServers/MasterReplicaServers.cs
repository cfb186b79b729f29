using RedisLib;
using RedisLib.Administration;

namespace TestServers;

/// <summary>Plain servers; the first is to be the master.</summary>
public sealed class MasterReplicaServers : ServerGroup
{
    /// <inheritdoc/>
    public override TopologySpecification Specification => new()
    {
        Mode = RedisMode.MasterReplica,
        DataNodes = NodesOf(DataNodes),
        Password = Password,
    };

    /// <summary>Starts a master and its replicas-to-be.</summary>
    public static async Task<MasterReplicaServers> StartAsync(int replicas = 2, string? password = null, params string[] configLines) => new()
    {
        DataNodes = await StartAsync(1 + replicas, new RedisProcessOptions { Password = password, ConfigLines = configLines }),
        Password = password,
    };
}
