namespace RaftNode.Server.Figures;

/// <summary>What the thread that executes commands knows of the server at one moment. It is made there, and any thread may read it then.</summary>
internal sealed record ServerFigures
{
    /// <summary>Why writes are refused, or null.</summary>
    public required string? WriteProblem { get; init; }

    public required ClientFigures Clients { get; init; }

    public required MemoryFigures Memory { get; init; }

    public required TrafficFigures Traffic { get; init; }

    public required SaveFigures Saves { get; init; }

    public required AppendOnly.AofStatus Log { get; init; }

    /// <summary>The databases that have keys, and the first one.</summary>
    public required IReadOnlyList<DatabaseFigures> Databases { get; init; }

    /// <summary>The commands that were asked for since the start or CONFIG RESETSTAT.</summary>
    public required IReadOnlyList<CommandFigures> Commands { get; init; }

    /// <summary>How often each error was answered, by its first word.</summary>
    public required IReadOnlyList<(string Code, long Count)> Errors { get; init; }

    /// <summary>How long the rounds of the event loop took, without what it waited.</summary>
    public required DurationFigures Rounds { get; init; }
}

/// <summary>The clients that are connected.</summary>
/// <param name="Connected">How many.</param>
/// <param name="Blocked">How many of them wait for a key.</param>
/// <param name="Most">How many there may be.</param>
/// <param name="Channels">The channels that somebody has subscribed to.</param>
/// <param name="Patterns">The patterns of channels.</param>
internal sealed record ClientFigures(int Connected, int Blocked, long Most, int Channels, int Patterns);

/// <summary>Memory, in bytes.</summary>
/// <param name="Data">What keys and values take.</param>
/// <param name="Managed">What everything else takes.</param>
/// <param name="Peak">The most that both took together.</param>
/// <param name="Limit">What they may take (<c>maxmemory</c>); 0 for no limit.</param>
internal sealed record MemoryFigures(long Data, long Managed, long Peak, long Limit);

/// <summary>What has come and gone since the start or CONFIG RESETSTAT.</summary>
internal sealed record TrafficFigures
{
    public required long Connections { get; init; }

    public required long RejectedConnections { get; init; }

    public required long Commands { get; init; }

    public required long InputBytes { get; init; }

    public required long OutputBytes { get; init; }

    public required long ExpiredKeys { get; init; }

    /// <summary>Keys that were to be read and are there.</summary>
    public required long Hits { get; init; }

    /// <summary>Keys that were to be read and are not.</summary>
    public required long Misses { get; init; }
}

/// <summary>How saving to a file goes.</summary>
/// <param name="IsSaving">Whether a save is under way in the background.</param>
/// <param name="HasSucceeded">Whether the last one did.</param>
/// <param name="LastAt">When the last one ended that did, in seconds of Unix time.</param>
/// <param name="LastSeconds">How long the last one took; -1 when there was none.</param>
/// <param name="Changes">How many changes it does not have.</param>
internal sealed record SaveFigures(bool IsSaving, bool HasSucceeded, long LastAt, long LastSeconds, long Changes);

/// <summary>A database.</summary>
/// <param name="Number">As SELECT knows it.</param>
/// <param name="Keys">How many keys it has.</param>
/// <param name="ExpiringKeys">How many of them have a time to live.</param>
internal sealed record DatabaseFigures(int Number, long Keys, long ExpiringKeys);

/// <summary>A command, or a subcommand.</summary>
/// <param name="Name">As INFO commandstats has it.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Rejected">How often it was refused before it ran.</param>
/// <param name="Failed">How often it answered an error.</param>
/// <param name="Durations">How long the calls took, each; null while <c>latency-tracking</c> is off.</param>
internal sealed record CommandFigures(string Name, long Calls, double Seconds, long Rejected, long Failed, DurationFigures? Durations);
