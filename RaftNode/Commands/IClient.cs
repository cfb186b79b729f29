using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>What commands know of the connection that they are executed for.</summary>
internal interface IClient
{
    /// <summary>By which CLIENT LIST names it; never used twice.</summary>
    long Id { get; }

    /// <summary>The protocol that HELLO chose.</summary>
    RespVersion Version { get; set; }

    /// <summary>The database that SELECT chose.</summary>
    int Database { get; set; }
}
