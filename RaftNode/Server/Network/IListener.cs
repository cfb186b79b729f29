namespace RaftNode.Server.Network;

/// <summary>How an attempt to accept a connection came out.</summary>
internal enum AcceptOutcome
{
    Accepted,

    /// <summary>There is none, or none any more.</summary>
    Nothing,

    /// <summary>The process or the machine has no descriptor or memory left for it.</summary>
    Exhausted,
}

/// <summary>Where connections come in, by TCP or a Unix socket.</summary>
internal interface IListener : IPollable
{
    /// <summary>Accepts a connection that waits; small replies go out on it at once.</summary>
    AcceptOutcome TryAccept(out INetworkSocket? socket);
}
