namespace RedisLib.Administration;

/// <summary>What one data node said when it was asked for its role.</summary>
/// <param name="Endpoint">Where it was asked.</param>
/// <param name="Role">What it said, or null when it did not answer.</param>
/// <param name="Problem">Why it did not answer, or null.</param>
internal sealed record DataNodeReport(RedisEndpoint Endpoint, RoleReply? Role, string? Problem);

/// <summary>What one sentinel said of the master that it watches.</summary>
/// <param name="Endpoint">Where it was asked.</param>
/// <param name="Master">The master as it describes it, or null when it did not answer or knows none of that name.</param>
/// <param name="CurrentMaster">
/// The address that it hands out to clients. During a failover it is the promoted replica's from the moment of the promotion,
/// while <see cref="Master"/> still has the old address.
/// </param>
/// <param name="Replicas">The replicas that it knows.</param>
/// <param name="Sentinels">The other sentinels that it knows.</param>
/// <param name="Problem">Why it did not answer, or null.</param>
internal sealed record SentinelReport(
    RedisEndpoint Endpoint,
    SentinelInstance? Master,
    RedisEndpoint? CurrentMaster,
    IReadOnlyList<SentinelInstance> Replicas,
    IReadOnlyList<SentinelInstance> Sentinels,
    string? Problem)
{
    /// <summary>Whether it answered at all, if only that it watches no such master.</summary>
    public bool IsUp { get; init; } = Problem is null;

    /// <summary>Whether it is replacing the master by another node.</summary>
    public bool IsFailingOver => Master is not null && Master.Flags.Contains("failover_in_progress");

    /// <summary>
    /// The replica that it was elected to promote and has told so, from up to a second before it hands out the address: it first
    /// waits to hear of the new role. Null while it promotes none.
    /// </summary>
    public RedisEndpoint? Promoting => IsFailingOver
        ? Replicas.FirstOrDefault(replica => replica.Flags.Contains("promoted"))?.Endpoint
        : null;
}

/// <summary>What one cluster node said of the cluster and of itself.</summary>
/// <param name="Endpoint">Where it was asked.</param>
/// <param name="Info">Its CLUSTER INFO; empty when it did not answer.</param>
/// <param name="Nodes">Its CLUSTER NODES; empty when it did not answer.</param>
/// <param name="Role">Its ROLE, or null when it did not answer.</param>
/// <param name="Problem">Why it did not answer, or null.</param>
internal sealed record ClusterNodeReport(
    RedisEndpoint Endpoint, IReadOnlyDictionary<string, string> Info, IReadOnlyList<ClusterNode> Nodes, RoleReply? Role, string? Problem)
{
    /// <summary>What a replica that has lost its master has; null for other nodes, and when it has not said.</summary>
    public StrandedCopy? Copy { get; init; }

    /// <summary>The node's line about itself, or null when it did not answer.</summary>
    public ClusterNode? Myself => Nodes.FirstOrDefault(node => node.Flags.Contains("myself"));

    /// <summary>Whether it takes the cluster for able to serve.</summary>
    public bool IsStateOk => Info.TryGetValue("cluster_state", out var state) && state == "ok";
}
