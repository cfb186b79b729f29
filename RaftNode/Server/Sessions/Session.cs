using RaftNode.Server.Network;
using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>A connection of a client, and what is known about it.</summary>
internal sealed class Session(int token, INetworkSocket socket)
{
    /// <summary>By which the poller names it.</summary>
    public int Token { get; } = token;

    public INetworkSocket Socket { get; } = socket;

    public RespRequestReader Reader { get; } = new();

    /// <summary>Replies that have not been sent, or null when there are none: an idle connection holds no buffer.</summary>
    public RespWriter? Output { get; set; }

    /// <summary>How much of <see cref="Output"/> has been sent.</summary>
    public int SentBytes { get; set; }

    /// <summary>The protocol that HELLO chose.</summary>
    public RespVersion Version { get; set; } = RespVersion.Resp2;

    /// <summary>The database that SELECT chose.</summary>
    public int Database { get; set; }

    /// <summary>Whether it waits for the socket to have room again.</summary>
    public bool IsWriteBlocked { get; set; }

    /// <summary>Whether it has replies that the end of this round sends.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether it ends once its replies are sent.</summary>
    public bool ClosesAfterReply { get; set; }

    public bool IsClosed { get; set; }
}
