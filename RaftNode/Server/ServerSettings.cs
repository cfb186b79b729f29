using System.Net;
using RaftNode.Commands;

namespace RaftNode.Server;

/// <summary>What the server is told by its configuration. Names, defaults and meanings are those of redis.conf.</summary>
internal sealed class ServerSettings
{
    public IReadOnlyList<IPAddress> Bind { get; set; } = [IPAddress.Loopback];

    public int Port { get; set; } = 6379;

    /// <summary>Connections that the system keeps until they are accepted.</summary>
    public int Backlog { get; set; } = 511;

    /// <summary>How many connections there may be.</summary>
    public int MaxClients { get; set; } = 10_000;

    /// <summary>A connection that asks for nothing for so many seconds is closed; 0 for never.</summary>
    public int IdleSeconds { get; set; }

    /// <summary>What AUTH has to be given, or empty.</summary>
    public string Password { get; set; } = "";

    /// <summary>What is published of what happens to keys: classes, and one or both kinds of channels.</summary>
    public KeyEvents NotifyKeyspaceEvents { get; set; }

    /// <summary>How many databases there are.</summary>
    public int Databases { get; set; } = 16;
}
