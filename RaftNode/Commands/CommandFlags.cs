namespace RaftNode.Commands;

/// <summary>What a command does, in the words of COMMAND.</summary>
[Flags]
internal enum CommandFlags
{
    None = 0,

    /// <summary>Changes data.</summary>
    Write = 1 << 0,

    /// <summary>Only reads data.</summary>
    ReadOnly = 1 << 1,

    /// <summary>May take more memory, and is refused when there is none.</summary>
    DenyOutOfMemory = 1 << 2,

    /// <summary>For administrators.</summary>
    Admin = 1 << 3,

    PubSub = 1 << 4,

    /// <summary>Is not for scripts.</summary>
    NoScript = 1 << 5,

    /// <summary>May make its caller wait.</summary>
    Blocking = 1 << 6,

    /// <summary>Is served while data is loaded.</summary>
    Loading = 1 << 7,

    /// <summary>Is not shown to MONITOR.</summary>
    SkipMonitor = 1 << 8,

    SkipSlowlog = 1 << 9,

    /// <summary>Takes constant or logarithmic time.</summary>
    Fast = 1 << 10,

    /// <summary>May be called before AUTH.</summary>
    NoAuthentication = 1 << 11,

    /// <summary>Cannot be queued by MULTI.</summary>
    NoMulti = 1 << 12,

    /// <summary>Is served by a replica that has lost its master.</summary>
    Stale = 1 << 15,

    /// <summary>Is not served while a replica replaces its data.</summary>
    NoAsyncLoading = 1 << 16,

    /// <summary>Is served while a script runs for too long.</summary>
    AllowBusy = 1 << 17,

    /// <summary>May have no keys though it has a place for them.</summary>
    NoMandatoryKeys = 1 << 18,

    /// <summary>Has effects beyond this server without being a write; CLIENT PAUSE WRITE holds it up. Not among the words of COMMAND.</summary>
    MayReplicate = 1 << 19,

    /// <summary>Is allowed only where a setting says so. Not among the words of COMMAND.</summary>
    Protected = 1 << 20,

    /// <summary>Runs at once also after MULTI. Not among the words of COMMAND.</summary>
    NoQueue = 1 << 13,

    /// <summary>May be called by a client of RESP2 that has subscribed to something. Not among the words of COMMAND.</summary>
    WhileSubscribed = 1 << 14,
}
