using RaftNode.Commands;
using RaftNode.Server.Blocking;
using RaftNode.Server.Network;
using RaftNode.Server.Transactions;
using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>A connection of a client, and what is known about it.</summary>
internal sealed class Session(int token, long id, INetworkSocket socket, long connectedAt) : IClient
{
    /// <summary>By which the poller names it.</summary>
    public int Token { get; } = token;

    public long Id { get; } = id;

    public INetworkSocket Socket { get; } = socket;

    /// <summary>In milliseconds of Unix time.</summary>
    public long ConnectedAt { get; } = connectedAt;

    /// <summary>When it sent its last request, in milliseconds of Unix time.</summary>
    public long ActiveAt { get; set; } = connectedAt;

    public RespRequestReader Reader { get; } = new();

    /// <summary>Replies that have not been sent, or null when there are none: an idle connection holds no buffer.</summary>
    public RespWriter? Output { get; set; }

    /// <summary>How much of <see cref="Output"/> has been sent.</summary>
    public int SentBytes { get; set; }

    public RespVersion Version { get; set; } = RespVersion.Resp2;

    public int Database { get; set; }

    /// <summary>What CLIENT SETNAME called it, or empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether it has given the password, where there is one.</summary>
    public bool IsAuthenticated { get; set; }

    /// <summary>The name of the command that it sent last, for CLIENT LIST.</summary>
    public string LastCommand { get; set; } = "NULL";

    /// <summary>What is queued since MULTI, or null.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>Whether a key that it watches was changed by anybody.</summary>
    public bool HasWatchedKeyChanged { get; set; }

    /// <summary>What it waits for, or null: while it does, what it sends is left unread.</summary>
    public BlockedClient? Blocked { get; set; }

    /// <summary>Whether it waits for the socket to have room again.</summary>
    public bool IsWriteBlocked { get; set; }

    /// <summary>Whether it has replies that the end of this round sends.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether it ends once its replies are sent.</summary>
    public bool ClosesAfterReply { get; set; }

    public bool IsClosed { get; set; }
}
