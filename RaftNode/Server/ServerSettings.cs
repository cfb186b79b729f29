using RaftNode.Commands;
using RaftNode.Server.Configuration;
using RaftNode.Server.Sessions;
using RedisLib.Resp;

namespace RaftNode.Server;

/// <summary>What the server is told by its configuration. Names, defaults and meanings are those of redis.conf.</summary>
internal sealed class ServerSettings
{
    public IReadOnlyList<BindAddress> Bind { get; set; } = [BindAddress.Loopback];

    public int Port { get; set; } = 6379;

    /// <summary>Accepts connections at other addresses and another port from now on. Nobody does before the start.</summary>
    public Action<IReadOnlyList<BindAddress>, int> Moving { get; set; } = static (_, _) => { };

    /// <summary>Connections that the system keeps until they are accepted.</summary>
    public int Backlog { get; set; } = 511;

    /// <summary>
    /// How long the event loop looks for requests before it sleeps, while they come that close to each other; 0 for not at all. The
    /// default is about what it takes to sleep and to be woken. With a single processor it would only hold up the clients.
    /// </summary>
    public int BusyWaitMicroseconds { get; set; } = Environment.ProcessorCount > 1 ? 50 : 0;

    /// <summary>How many connections there may be.</summary>
    public long MaxClients { get; set; } = 10_000;

    /// <summary>A connection that asks for nothing for so many seconds is closed; 0 for never.</summary>
    public int IdleSeconds { get; set; }

    /// <summary>A client that is silent for so many seconds is asked by the system whether it is still there; 0 for never.</summary>
    public int KeepAliveSeconds { get; set; } = 300;

    /// <summary>Whether clients of other machines are refused while there is no password.</summary>
    public bool IsProtected { get; set; } = true;

    /// <summary>Who may use DEBUG.</summary>
    public ProtectedAccess DebugAccess { get; set; } = ProtectedAccess.No;

    /// <summary>Who may set by CONFIG SET where files are written: with that and data of one's own any file of the machine can be.</summary>
    public ProtectedAccess ProtectedSettings { get; set; } = ProtectedAccess.No;

    /// <summary>The path of a Unix socket to listen on as well, or empty.</summary>
    public string UnixSocket { get; set; } = "";

    /// <summary>The permissions of that file, or null for those of the process.</summary>
    public UnixFileMode? UnixSocketMode { get; set; }

    /// <summary>How much of a client's requests may wait to be executed, in bytes.</summary>
    public long MaxQueryBytes { get; set; } = 1L << 30;

    /// <summary>How much of a client's replies may wait to be sent.</summary>
    public OutputLimits OutputLimits { get; } = new();

    /// <summary>What requests may be, of whoever has given the password.</summary>
    public RespLimits RequestLimits { get; set; } = RespLimits.Default;

    /// <summary>What AUTH has to be given, or empty.</summary>
    public string Password { get; set; } = "";

    /// <summary>What is published of what happens to keys: classes, and one or both kinds of channels.</summary>
    public KeyEvents NotifyKeyspaceEvents { get; set; }

    /// <summary>How much memory may be used, in bytes, before commands that take more are refused; 0 for as much as there is.</summary>
    public long MaxMemory { get; set; }

    /// <summary>How many databases there are.</summary>
    public int Databases { get; set; } = 16;
}
