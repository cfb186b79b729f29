using RedisLib;
using RedisLib.Administration;

namespace ApiService.Cluster;

/// <summary>One node as CLUSTER NODES lists it.</summary>
/// <param name="Id">The node's 40 hexadecimal digits.</param>
/// <param name="Endpoint">Where it answers clients, or null when the cluster has no address for it.</param>
/// <param name="BusPort">The port of its cluster bus.</param>
/// <param name="Flags">Such as <c>master</c>, <c>slave</c>, <c>myself</c>, <c>fail?</c>, <c>fail</c>.</param>
/// <param name="MasterId">The id of a replica's master, or null.</param>
/// <param name="ConfigEpoch">The configuration epoch of the node, or of its master.</param>
/// <param name="IsLinkConnected">Whether the node that was asked reaches it.</param>
/// <param name="Slots">The slots that it serves, such as <c>0-5460</c>.</param>
internal sealed record ClusterNodeAnswer(
    string Id,
    RedisEndpoint? Endpoint,
    int BusPort,
    IReadOnlyList<string> Flags,
    string? MasterId,
    long ConfigEpoch,
    bool IsLinkConnected,
    IReadOnlyList<string> Slots)
{
    public static ClusterNodeAnswer From(ClusterNode node) => new(
        node.Id,
        node.Endpoint,
        node.BusPort,
        node.Flags,
        node.MasterId,
        node.ConfigEpoch,
        node.IsLinkConnected,
        [.. node.Slots.Select(range => range.ToString())]);
}
