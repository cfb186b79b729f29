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

    /// <summary>Where the table has it among those that are connected.</summary>
    public int Place { get; set; }

    public INetworkSocket Socket { get; } = socket;

    /// <summary>In milliseconds of Unix time.</summary>
    public long ConnectedAt { get; } = connectedAt;

    /// <summary>When it sent or took something last, in milliseconds of Unix time.</summary>
    public long ActiveAt { get; set; } = connectedAt;

    public RespRequestReader Reader { get; } = new();

    /// <summary>Replies that have not been sent, or null when there are none: an idle connection holds no buffer.</summary>
    public RespWriter? Output { get; set; }

    /// <summary>How much of <see cref="Output"/> has been sent.</summary>
    public int SentBytes { get; set; }

    /// <summary>How much of <see cref="Output"/> is still to be sent.</summary>
    public long OutputBytes => Output is { } output ? output.WrittenCount - SentBytes : 0;

    /// <summary>Since when its output has been beyond the soft limit of its class, in milliseconds of Unix time; 0 when it is not.</summary>
    public long OverSoftLimitSince { get; set; }

    public RespVersion Version { get; set; } = RespVersion.Resp2;

    public int Database { get; set; }

    /// <summary>What CLIENT SETNAME called it, or empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether it has given the password, or has come while there was none.</summary>
    public bool IsAuthenticated { get; set; }

    /// <summary>The name of the command that it sent last, for CLIENT LIST.</summary>
    public string LastCommand { get; set; } = "NULL";

    /// <summary>What is queued since MULTI, or null.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>Whether a key that it watches was changed by anybody.</summary>
    public bool HasWatchedKeyChanged { get; set; }

    /// <summary>What it waits for, or null: while it does, what it sends is not executed.</summary>
    public BlockedClient? Blocked { get; set; }

    /// <summary>To how many channels and patterns it has subscribed, those of shards included.</summary>
    public int SubscriptionCount { get; set; }

    /// <summary>Whether it is shown every command that is executed (MONITOR). It is to read and write no keys meanwhile.</summary>
    public bool IsMonitor { get; set; }

    /// <summary>Whose limits its output has.</summary>
    public ClientClass Class => SubscriptionCount > 0 ? ClientClass.PubSub : ClientClass.Normal;

    /// <summary>Why its requests wait, if they do, beside what it is <see cref="Blocked"/> for.</summary>
    public Hold Holds { get; set; }

    /// <summary>What the poller watches its socket for.</summary>
    public Readiness Watched { get; set; } = Readiness.Read;

    /// <summary>Whether it gets replies, after CLIENT REPLY.</summary>
    public ReplyMode Replies { get; set; }

    /// <summary>Whether CLIENT NO-EVICT protects it from being closed when memory gets short.</summary>
    public bool IsNeverEvicted { get; set; }

    /// <summary>Whether it waits for the socket to have room again.</summary>
    public bool IsWriteBlocked { get; set; }

    /// <summary>Whether it has replies that the end of this round sends.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether it ends once its replies are sent. What it asks for after that is not heard any more.</summary>
    public bool ClosesAfterReply { get; set; }

    /// <summary>Whether it is to be closed at the end of this round, whatever is still to be sent.</summary>
    public bool IsKilled { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>Whether its command is not over: it waits for something, or for the end of a pause.</summary>
    public bool IsWaiting => Blocked is not null || Holds.HasFlag(Hold.Paused);

    /// <summary>Whether its next request may be executed.</summary>
    public bool IsServed => Blocked is null && Holds == Hold.None && !ClosesAfterReply && !IsKilled && !IsClosed;

    /// <summary>Its command is over and was answered, so that it is the next one's turn not to be, after CLIENT REPLY SKIP.</summary>
    public void CommandEnded() => Replies = Replies switch
    {
        ReplyMode.SkipNext => ReplyMode.Skip,
        ReplyMode.Skip => ReplyMode.On,
        var unchanged => unchanged,
    };
}

/// <summary>Why requests of a client wait.</summary>
[Flags]
internal enum Hold
{
    None = 0,

    /// <summary>CLIENT PAUSE holds its next command up.</summary>
    Paused = 1,

    /// <summary>It asks for more than it takes.</summary>
    Output = 2,
}

/// <summary>Whether a client gets replies.</summary>
internal enum ReplyMode
{
    On,
    Off,

    /// <summary>Not to the command after the one that runs.</summary>
    SkipNext,

    /// <summary>Not to the command that runs.</summary>
    Skip,
}
