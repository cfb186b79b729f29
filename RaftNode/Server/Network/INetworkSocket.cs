namespace RaftNode.Server.Network;

/// <summary>A connection whose calls never wait.</summary>
internal interface INetworkSocket : IPollable
{
    /// <summary>Where the client is: <c>127.0.0.1:50000</c>, <c>[::1]:50000</c>, or the path of the Unix socket and <c>:0</c>.</summary>
    string RemoteAddress { get; }

    /// <summary>Where it is connected to, in the same form.</summary>
    string LocalAddress { get; }

    /// <summary>Whether it came by a Unix socket.</summary>
    bool IsUnix { get; }

    /// <summary>Whether the client is on this machine.</summary>
    bool IsLoopback { get; }

    /// <summary>Lets the system ask a client that is silent for so many seconds whether it is still there.</summary>
    void KeepAlive(int seconds);

    /// <summary>Receives what there is.</summary>
    /// <returns>How many bytes; 0 at the end of the stream or when the connection is broken; -1 when there is nothing yet.</returns>
    int Receive(Span<byte> target);

    /// <summary>Sends what there is room for.</summary>
    /// <returns>How many bytes, 0 when there is no room now; -1 when the connection is broken.</returns>
    int Send(ReadOnlySpan<byte> bytes);
}
