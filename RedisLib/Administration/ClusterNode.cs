using RedisLib.Slots;

namespace RedisLib.Administration;

/// <summary>One line of CLUSTER NODES (https://redis.io/docs/latest/commands/cluster-nodes/).</summary>
/// <param name="Id">The node's 40 hexadecimal digits.</param>
/// <param name="Endpoint">The address that it announces, or null when the cluster has none for it (<c>noaddr</c>).</param>
/// <param name="BusPort">The port of its cluster bus.</param>
/// <param name="Flags">Such as <c>master</c>, <c>slave</c>, <c>myself</c>, <c>fail?</c>, <c>fail</c>, <c>handshake</c>.</param>
/// <param name="MasterId">The id of a replica's master, or null.</param>
/// <param name="ConfigEpoch">The configuration epoch of the node, or of its master.</param>
/// <param name="IsLinkConnected">Whether the cluster bus reaches it from the node that was asked.</param>
/// <param name="Slots">The slots that it serves.</param>
public sealed record ClusterNode(
    string Id,
    RedisEndpoint? Endpoint,
    int BusPort,
    IReadOnlyList<string> Flags,
    string? MasterId,
    long ConfigEpoch,
    bool IsLinkConnected,
    IReadOnlyList<SlotRange> Slots);
