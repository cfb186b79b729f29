namespace RedisLib;

/// <summary>The ways in which a group of Redis servers can be used; the configuration key <c>Redis:Mode</c> names one.</summary>
public enum RedisMode
{
    /// <summary>One master that takes the writes and replicas that copy it. Nobody promotes a replica but an operator.</summary>
    MasterReplica,

    /// <summary>A master with replicas, watched by sentinels that promote a replica when the master is gone.</summary>
    Sentinel,

    /// <summary>Several masters that share 16,384 hash slots, each with replicas that take over for it.</summary>
    Cluster,
}
