using RedisLib.Slots;

namespace RedisLib.Administration;

/// <summary>The role of a node at this moment, as the node itself reports it.</summary>
public enum NodeRole
{
    /// <summary>The node does not answer.</summary>
    Unknown,

    /// <summary>It takes writes.</summary>
    Master,

    /// <summary>It copies a master.</summary>
    Replica,

    /// <summary>It watches a master.</summary>
    Sentinel,
}

/// <summary>Whether the contract of a topology's mode holds.</summary>
public enum TopologyHealth
{
    /// <summary>Reads and writes are served and a node may be lost without losing either for good.</summary>
    Healthy,

    /// <summary>Reads and writes are served, but something that the mode promises is missing, such as a replica.</summary>
    Degraded,

    /// <summary>Some reads or writes cannot be served.</summary>
    Unhealthy,
}

/// <summary>One node as it describes itself.</summary>
/// <param name="Endpoint">Where it was asked.</param>
/// <param name="Role">Its role, or <see cref="NodeRole.Unknown"/> when it does not answer.</param>
/// <param name="MasterEndpoint">A replica's master; a sentinel's idea of the master.</param>
/// <param name="Slots">The slots that a cluster master serves; a replica's are those of its master. Empty outside Cluster.</param>
/// <param name="Problem">What is wrong with it in one sentence, or null.</param>
public sealed record NodeDescription(
    RedisEndpoint Endpoint, NodeRole Role, RedisEndpoint? MasterEndpoint, IReadOnlyList<SlotRange> Slots, string? Problem);

/// <summary>A whole topology at one moment.</summary>
/// <param name="Mode">Its mode.</param>
/// <param name="Health">Whether the mode's contract holds.</param>
/// <param name="Problems">Why it is not healthy, a sentence each, naming nodes; empty when it is.</param>
/// <param name="Masters">The masters that take writes: one, or in Cluster one a shard, by lowest slot.</param>
/// <param name="Replicas">The replicas that follow one of them.</param>
/// <param name="Nodes">Every node, in the order in which they were configured; in Cluster those that the cluster knows.</param>
public sealed record TopologyDescription(
    RedisMode Mode,
    TopologyHealth Health,
    IReadOnlyList<string> Problems,
    IReadOnlyList<RedisEndpoint> Masters,
    IReadOnlyList<RedisEndpoint> Replicas,
    IReadOnlyList<NodeDescription> Nodes)
{
    /// <summary>The problems on one line, for logs and health checks; empty when there are none.</summary>
    public string ProblemText => string.Join("; ", Problems.Select(problem => problem.TrimEnd('.')));
}
