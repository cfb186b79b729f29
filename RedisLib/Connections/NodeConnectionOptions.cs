using RedisLib.Resp;

namespace RedisLib.Connections;

/// <summary>How to reach one node, and how patient to be with it.</summary>
public sealed record NodeConnectionOptions
{
    /// <summary>A bound for <see cref="MaxPendingCommands"/>: each place in line costs 8 bytes from the start.</summary>
    private const int HighestMaxPendingCommands = 1024 * 1024;

    /// <summary>Where the node listens.</summary>
    public required RedisEndpoint Endpoint { get; init; }

    /// <summary>The ACL user, or null for the default user. Only used with a password.</summary>
    public string? User { get; init; }

    /// <summary>The password, or null when the node asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>The name that CLIENT LIST shows, or null for none. No blanks or line breaks.</summary>
    public string? ClientName { get; init; }

    /// <summary>How long connecting and the handshake may take together, each time.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a command may take from the call to its reply, waiting for room included. A node that sends no byte and
    /// takes none for so long while a command is in flight counts as gone: everything in flight fails and the connection is made anew.
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a command may take at most while its value or its reply is on the way and bytes of it keep moving: 512 MB, the
    /// most that Redis allows, need more than <see cref="CommandTimeout"/> on most networks.
    /// </summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the connection may be silent before a PING asks whether the node is still there.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most commands in flight; further callers wait. 8,192 are a few milliseconds of a server's work.</summary>
    public int MaxPendingCommands { get; init; } = 8192;

    /// <summary>Commands run after HELLO and AUTH on every connect, such as READONLY or SUBSCRIBE; an error reply to one fails the attempt.</summary>
    public IReadOnlyList<RedisCommand> SetupCommands { get; init; } = [];

    /// <summary>The protocol to ask for. A server that has no HELLO gets RESP2 in any case.</summary>
    public RespVersion Protocol { get; init; } = RespVersion.Resp3;

    /// <summary>What replies may be, in size and depth.</summary>
    public RespLimits ReplyLimits { get; init; } = RespLimits.Default;

    /// <summary>The clock for time-outs.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The topology that the node belongs to, for logs and telemetry; null outside one.</summary>
    public string? TopologyName { get; init; }

    /// <summary>The mode of that topology, for telemetry.</summary>
    public RedisMode? Mode { get; init; }

    /// <summary>
    /// Gets what no command asked for: RESP3 pushes, and in RESP2 the messages of a subscribed connection (as arrays). It is
    /// called in order on the thread that reads from the socket, so it must return at once; hand the message to a channel.
    /// </summary>
    public Action<RespValue>? PushHandler { get; init; }

    /// <summary>Called, in order, each time the connection comes up or goes down. It must return at once and must not throw.</summary>
    public Action<NodeConnection, NodeConnectionState>? StateChanged { get; init; }

    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Endpoint.Host), nameof(Endpoint), "the host is empty");
        Require(Endpoint.Port is >= 1 and <= 65535, nameof(Endpoint), $"{Endpoint.Port} is no port: write 1 to 65535");
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "write a time longer than zero");
        Require(CommandTimeout > TimeSpan.Zero, nameof(CommandTimeout), "write a time longer than zero");
        Require(TransferTimeout > TimeSpan.Zero, nameof(TransferTimeout), "write a time longer than zero");
        Require(HeartbeatInterval > TimeSpan.Zero, nameof(HeartbeatInterval), "write a time longer than zero");
        Require(MaxPendingCommands is >= 1 and <= HighestMaxPendingCommands, nameof(MaxPendingCommands), $"write 1 to {HighestMaxPendingCommands}");
        Require(User is null || Password is not null, nameof(Password), "a user needs a password");
        Require(ClientName is null || !ClientName.AsSpan().ContainsAnyExceptInRange('!', '~'), nameof(ClientName), "blanks and line breaks are not allowed");
    }

    private static void Require(bool isMet, string setting, string problem)
    {
        if (!isMet)
        {
            throw new RedisConfigurationException(setting, problem);
        }
    }
}

/// <summary>Whether a connection is up.</summary>
/// <param name="IsConnected">Whether commands can be sent.</param>
/// <param name="Reason">Why it went down, or null when it is up.</param>
public readonly record struct NodeConnectionState(bool IsConnected, string? Reason);
