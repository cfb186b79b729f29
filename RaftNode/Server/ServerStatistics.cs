namespace RaftNode.Server;

/// <summary>What INFO stats counts since the start or CONFIG RESETSTAT. The thread that executes commands alone writes it.</summary>
internal sealed class ServerStatistics
{
    public long Connections { get; set; }

    /// <summary>Refused since there were as many as <c>maxclients</c>.</summary>
    public long RejectedConnections { get; set; }

    public long Commands { get; set; }

    public long InputBytes { get; set; }

    public long OutputBytes { get; set; }

    public long ExpiredKeys { get; set; }

    /// <summary>What the search for keys that have expired has taken.</summary>
    public TimeSpan ExpiryTime { get; set; }

    /// <summary>How often something was received from a client.</summary>
    public long Reads { get; set; }

    /// <summary>How often something was sent to a client.</summary>
    public long Writes { get; set; }

    public long QueryBufferDisconnections { get; set; }

    public long OutputBufferDisconnections { get; set; }

    public void Reset()
    {
        Connections = RejectedConnections = Commands = InputBytes = OutputBytes = ExpiredKeys = 0;
        Reads = Writes = 0;
        ExpiryTime = TimeSpan.Zero;
        QueryBufferDisconnections = OutputBufferDisconnections = 0;
    }
}
