namespace RedisLib.Administration;

/// <summary>The servers that are to be one topology, and how to reach them.</summary>
public sealed record TopologySpecification
{
    /// <summary>The mode to form.</summary>
    public required RedisMode Mode { get; init; }

    /// <summary>The data nodes at the addresses that they announce. The first is the first master; in Cluster the first <see cref="Masters"/> are.</summary>
    public required IReadOnlyList<TopologyNode> DataNodes { get; init; }

    /// <summary>
    /// The data nodes that had the same data when they ran last. A server that comes back from its append-only file has forgotten
    /// its replication history, so that without this several that hold data are taken for strangers to each other and refused.
    /// </summary>
    public IReadOnlyList<RedisEndpoint> LastInSync { get; init; } = [];

    /// <summary>
    /// Those of them that had not fallen behind the master when it was last seen; null where nobody knows. What the others hold is
    /// superseded: they are made replicas, and never the master.
    /// </summary>
    public IReadOnlyList<RedisEndpoint>? LastCurrent { get; init; }

    /// <summary>The sentinels; empty outside <see cref="RedisMode.Sentinel"/>.</summary>
    public IReadOnlyList<TopologyNode> Sentinels { get; init; } = [];

    /// <summary>The name under which the sentinels watch the master.</summary>
    public string ServiceName { get; init; } = "mymaster";

    /// <summary>How many sentinels must agree that the master is gone.</summary>
    public int Quorum { get; init; } = 2;

    /// <summary>Sentinel: how long a node stays silent before a sentinel takes it for down.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Sentinel: how long one failover may take; a second attempt starts after twice this time.</summary>
    public TimeSpan FailoverTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Cluster: how many of the data nodes are to be masters.</summary>
    public int Masters { get; init; } = 3;

    /// <summary>The password of every node, or null when they have none.</summary>
    public string? Password { get; init; }
}

/// <summary>A server of a topology.</summary>
/// <param name="Endpoint">Where it answers clients; the address that it announces.</param>
/// <param name="BusPort">Cluster: the port of its cluster bus; 0 for the usual one, the client port plus 10,000.</param>
public readonly record struct TopologyNode(RedisEndpoint Endpoint, int BusPort = 0);
