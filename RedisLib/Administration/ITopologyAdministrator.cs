namespace RedisLib.Administration;

/// <summary>
/// Forms a topology out of running servers, describes it, and fails it over. One implementation a mode; each talks to
/// the nodes it was given and to nobody else. Built by <see cref="TopologyAdministrator.Create"/>.
/// </summary>
public interface ITopologyAdministrator : IAsyncDisposable
{
    /// <summary>
    /// Makes the servers one topology and returns when it is formed and synced: every replica's link is up, every sentinel
    /// sees the master, all replicas and all other sentinels, all slots are served on every cluster node. Safe to run
    /// again on a topology that is formed, half formed, or back from a restart with old data: it never moves data or
    /// demotes a master that its peers agree on.
    /// </summary>
    /// <exception cref="RedisException">A node refused a step, or does not answer; the message names node and step.</exception>
    Task FormAsync(CancellationToken cancellationToken);

    /// <summary>Asks every node for its role and state. Never throws for a node that does not answer.</summary>
    Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a replica the master and returns when every node has taken its new role. A master that answers hands over without
    /// losing a write; one that is silent but has not ended is not replaced in master-replica; one that has ended takes with it
    /// what it had not sent to the replica, and the result says so.
    /// </summary>
    /// <param name="replica">The replica to promote, or null for the mode's own choice.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting; a failover that has begun goes on. With sentinels it still returns only when the old master takes writes
    /// again or has been replaced, seconds later: until then it is made to refuse them.
    /// </param>
    /// <exception cref="RedisException">No replica may be promoted now, or the failover did not complete.</exception>
    Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken);
}

/// <summary>What a failover changed.</summary>
/// <param name="OldMaster">The master before.</param>
/// <param name="NewMaster">The master now.</param>
/// <param name="MayHaveLostWrites">Whether the old master took no part, so that what it acknowledged and had not sent is lost.</param>
public sealed record FailoverResult(RedisEndpoint OldMaster, RedisEndpoint NewMaster, bool MayHaveLostWrites = false);
