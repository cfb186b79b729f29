using RedisLib.Resp;

namespace RedisLib.Administration;

/// <summary>The reply to ROLE (https://redis.io/docs/latest/commands/role/).</summary>
/// <param name="Role">What the node is.</param>
/// <param name="Master">A replica's master.</param>
/// <param name="IsLinkUp">Whether a replica is in sync with its master.</param>
/// <param name="IsCopying">Whether a replica is just getting all data from its master, so that what it has may be little.</param>
/// <param name="Offset">
/// How much of the replication stream it has, in bytes; 0 for a replica that has copied nothing since its start, and in the reply
/// itself -1 for one that has lost its master.
/// </param>
/// <param name="Followers">A master's connected replicas, as they announce themselves.</param>
internal sealed record RoleReply(
    NodeRole Role, RedisEndpoint? Master, bool IsLinkUp, bool IsCopying, long Offset, IReadOnlyList<RedisEndpoint> Followers)
{
    /// <summary>The command that asks for it.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("ROLE");

    /// <summary>
    /// Whether a replica without its master still has what it copied. One that was started since may be empty, and one that is
    /// just copying all may have little yet: both would answer that a key does not exist.
    /// </summary>
    public bool HasStaleCopy => Role == NodeRole.Replica && !IsLinkUp && !IsCopying && Offset > 0;

    /// <summary>
    /// Reads <c>["master", offset, [[host, port, offset], ...]]</c>, <c>["slave", host, port, state, offset]</c> or
    /// <c>["sentinel", [name, ...]]</c>.
    /// </summary>
    public static RoleReply Parse(RespValue reply)
    {
        var fields = reply.AsArray();
        return fields[0].AsString() switch
        {
            "master" => new RoleReply(NodeRole.Master, null, IsLinkUp: true, IsCopying: false, fields[1].AsInt64(), [.. fields[2].AsArray().Select(Follower)]),
            "slave" => new RoleReply(
                NodeRole.Replica,
                new RedisEndpoint(fields[1].AsString(), (int)fields[2].AsInt64()),
                fields[3].AsString() == "connected",
                fields[3].AsString() == "sync",
                fields[4].AsInt64(),
                []),
            "sentinel" => new RoleReply(NodeRole.Sentinel, null, IsLinkUp: true, IsCopying: false, 0, []),
            _ => new RoleReply(NodeRole.Unknown, null, IsLinkUp: false, IsCopying: false, 0, []),
        };
    }

    private static RedisEndpoint Follower(RespValue follower) =>
        new(follower.AsArray()[0].AsString(), (int)follower.AsArray()[1].AsInt64());
}
