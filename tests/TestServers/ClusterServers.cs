using RedisLib;
using RedisLib.Administration;

namespace TestServers;

/// <summary>Cluster nodes that have not met; the first ones are to be the masters.</summary>
public sealed class ClusterServers : ServerGroup
{
    /// <summary>How long a node may be silent before the others call it failed.</summary>
    public static readonly TimeSpan NodeTimeout = TimeSpan.FromMilliseconds(1500);

    private static readonly string[] ClusterLines =
    [
        "cluster-enabled yes",
        $"cluster-node-timeout {(int)NodeTimeout.TotalMilliseconds}",
        "cluster-allow-reads-when-down yes",
        "cluster-replica-validity-factor 0",
    ];

    /// <summary>How many of the nodes are to be masters.</summary>
    public int Masters { get; private init; }

    /// <inheritdoc/>
    public override TopologySpecification Specification => new()
    {
        Mode = RedisMode.Cluster,
        DataNodes = NodesOf(DataNodes),
        Masters = Masters,
        Password = Password,
    };

    /// <summary>Starts masters-to-be and their replicas-to-be.</summary>
    public static async Task<ClusterServers> StartAsync(
        int masters = 3, int replicasPerMaster = 1, string? password = null, params string[] configLines) => new()
    {
        DataNodes = await StartAsync(
            masters * (1 + replicasPerMaster),
            new RedisProcessOptions { Password = password, ConfigLines = [.. ClusterLines, .. configLines] }),
        Password = password,
        Masters = masters,
    };
}
