using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>What requests may be.</summary>
internal static class RequestLimits
{
    /// <summary>Whoever has not given the password can send no more than AUTH and HELLO need.</summary>
    public static RespLimits BeforePassword { get; } = new() { MaxAggregateItems = 10, MaxBulkBytes = 16384, ExcessName = "unauthenticated" };
}
