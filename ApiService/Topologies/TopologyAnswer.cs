using RedisLib;
using RedisLib.Administration;

namespace ApiService.Topologies;

/// <summary>A configured topology at this moment.</summary>
/// <param name="Name">The name that it is registered under.</param>
/// <param name="Mode">Its mode, such as <c>sentinel</c>.</param>
/// <param name="IsDefault">Whether routes without a mode use it.</param>
/// <param name="Health"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Problems">Why it is not healthy, a sentence each.</param>
/// <param name="Masters">The masters that take writes: one, or in Cluster one a shard.</param>
/// <param name="Replicas">The replicas that follow one of them.</param>
/// <param name="Nodes">Every node.</param>
internal sealed record TopologyAnswer(
    string Name,
    string Mode,
    bool IsDefault,
    string Health,
    IReadOnlyList<string> Problems,
    IReadOnlyList<RedisEndpoint> Masters,
    IReadOnlyList<RedisEndpoint> Replicas,
    IReadOnlyList<NodeAnswer> Nodes)
{
    public static TopologyAnswer From(IRedisConnection connection, TopologyDescription description, bool isDefault) => new(
        connection.Name,
        ModeNames.Of(connection.Mode),
        isDefault,
        description.Health.ToString(),
        description.Problems,
        description.Masters,
        description.Replicas,
        [.. description.Nodes.Select(NodeAnswer.From)]);
}

/// <summary>One node as it describes itself.</summary>
/// <param name="Endpoint">Where it was asked.</param>
/// <param name="Role"><c>master</c>, <c>replica</c>, <c>sentinel</c>, or <c>unknown</c> when it does not answer.</param>
/// <param name="Master">A replica's master; a sentinel's idea of the master.</param>
/// <param name="Slots">Cluster: the slots that it serves, or that its master does.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
internal sealed record NodeAnswer(RedisEndpoint Endpoint, string Role, RedisEndpoint? Master, IReadOnlyList<string> Slots, string? Problem)
{
    public static NodeAnswer From(NodeDescription node) => new(
        node.Endpoint, NameOf(node.Role), node.MasterEndpoint, [.. node.Slots.Select(range => range.ToString())], node.Problem);

    /// <summary>In lower case, as Redis writes its roles.</summary>
    private static string NameOf(NodeRole role) => role switch
    {
        NodeRole.Master => "master",
        NodeRole.Replica => "replica",
        NodeRole.Sentinel => "sentinel",
        _ => "unknown",
    };
}
