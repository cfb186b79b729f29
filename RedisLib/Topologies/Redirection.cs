namespace RedisLib.Topologies;

/// <summary>Where a cluster node says that a command is to go.</summary>
/// <param name="Target">The node.</param>
/// <param name="IsAsking">Whether it is to be told ASKING first, because the slot is on its way there.</param>
internal readonly record struct Redirection(RedisEndpoint Target, bool IsAsking)
{
    /// <summary>As many as Redis's own clients follow; more are a map that changes faster than it can be read.</summary>
    public const int MaxInARow = 5;

    /// <summary>Allows the next command on a slot that is being imported.</summary>
    public static RedisCommand Asking { get; } = RedisCommand.Create("ASKING");
}
