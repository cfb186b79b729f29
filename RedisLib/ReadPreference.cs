namespace RedisLib;

/// <summary>Where <see cref="IRedisConnection.ReadAsync"/> reads; the configuration key <c>Redis:ReadFrom</c> names one.</summary>
public enum ReadPreference
{
    /// <summary>From a replica, in turn; from the master when no replica answers. What is read may be a moment old.</summary>
    Replica,

    /// <summary>From the master; from a replica when the master does not answer, as during a failover.</summary>
    Master,
}
