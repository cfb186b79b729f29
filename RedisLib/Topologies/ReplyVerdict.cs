using RedisLib.Resp;

namespace RedisLib.Topologies;

/// <summary>What an error reply means for a call.</summary>
internal enum ReplyVerdict
{
    /// <summary>It is the answer.</summary>
    Final,

    /// <summary>The node cannot serve the call now and has not applied it; another one may, or the same one soon.</summary>
    TryElsewhere,

    /// <summary>The node is not the master: the roles have moved.</summary>
    RolesMoved,
}

/// <summary>Sorts error replies.</summary>
internal static class ReplyVerdicts
{
    /// <summary>Says what an error reply means. None of the codes that are not final comes from a command that was applied.</summary>
    public static ReplyVerdict Of(RespValue reply) => !reply.IsError ? ReplyVerdict.Final : reply.ErrorCode switch
    {
        "READONLY" => ReplyVerdict.RolesMoved,
        "LOADING" or "MASTERDOWN" or "CLUSTERDOWN" or "TRYAGAIN" or "NOREPLICAS" or "BUSY" => ReplyVerdict.TryElsewhere,
        _ => ReplyVerdict.Final,
    };
}
