namespace RaftNode.Server.Network;

/// <summary>What a socket is ready for.</summary>
[Flags]
internal enum Readiness
{
    None = 0,

    /// <summary>There are bytes, or the end, or a connection to accept.</summary>
    Read = 1,

    /// <summary>There is room for bytes.</summary>
    Write = 2,
}

/// <summary>Waits for many sockets at once. One thread uses it; <see cref="Wake"/> is for any.</summary>
internal interface IPoller : IDisposable
{
    /// <summary>Watches a socket from now on.</summary>
    /// <param name="socket">A socket that does not block.</param>
    /// <param name="token">What <see cref="Wait"/> answers for it, above 0.</param>
    void Add(IPollable socket, int token);

    /// <summary>Watches a socket for bytes, for room, for both or for nothing but its end.</summary>
    void Watch(IPollable socket, int token, Readiness readiness);

    /// <summary>Forgets a socket, which is not closed yet.</summary>
    void Remove(IPollable socket, int token);

    /// <summary>Waits until a socket is ready, somebody calls <see cref="Wake"/>, or the time is over.</summary>
    /// <param name="ready">Takes token and readiness of the sockets that are.</param>
    /// <param name="milliseconds">How long at most; 0 only looks.</param>
    /// <returns>How many there are.</returns>
    int Wait(Span<(int Token, Readiness Readiness)> ready, int milliseconds);

    /// <summary>Ends the wait of the thread that waits, or its next one.</summary>
    void Wake();
}

/// <summary>What a poller watches.</summary>
internal interface IPollable : IDisposable
{
    /// <summary>The descriptor, where the system has them.</summary>
    int Descriptor { get; }
}
