namespace RedisLib.Resp;

/// <summary>The two versions of the protocol in use; the numbers are those of <c>HELLO</c>.</summary>
public enum RespVersion
{
    /// <summary>Redis 1.2 and later.</summary>
    Resp2 = 2,

    /// <summary>Redis 6 and later, chosen by <c>HELLO 3</c>.</summary>
    Resp3 = 3,
}
