namespace RedisLib;

/// <summary>What a connection to a topology needs to know. Read from settings by <see cref="RedisSettings"/>, or written by hand.</summary>
public sealed record RedisOptions
{
    /// <summary>The mode of the topology.</summary>
    public required RedisMode Mode { get; init; }

    /// <summary>Where to start from, in any order: data nodes, or in <see cref="RedisMode.Sentinel"/> the sentinels. One that is dead does no harm.</summary>
    public required IReadOnlyList<RedisEndpoint> Endpoints { get; init; }

    /// <summary>The name in logs and telemetry; the mode's name when it is empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Sentinel: the name under which the sentinels watch the master.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The ACL user of the data nodes, or null for the default user.</summary>
    public string? User { get; init; }

    /// <summary>The password of the data nodes, or null when they ask for none.</summary>
    public string? Password { get; init; }

    /// <summary>The password of the sentinels when it is another than <see cref="Password"/>; empty when they ask for none.</summary>
    public string? SentinelPassword { get; init; }

    /// <summary>The name that CLIENT LIST shows, or null for none.</summary>
    public string? ClientName { get; init; }

    /// <summary>How long connecting to one node may take, each time.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long one node may take to answer. Half of <see cref="OperationTimeout"/>, so that a call that meets a stopped node
    /// still has time for another one. A long value or reply whose bytes keep moving may take until then.
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a call may take in all: redirections, other nodes and waiting for a failover included. One second, so that
    /// who serves requests from it can tell its own callers quickly to come again.
    /// </summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where reads go.</summary>
    public ReadPreference ReadFrom { get; init; } = ReadPreference.Replica;

    /// <summary>The clock of time-outs and intervals.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="RedisConfigurationException">A value is missing or out of range; the message says what to write.</exception>
    internal RedisOptions Validated()
    {
        Require(Enum.IsDefined(Mode), "Redis:Mode", $"'{Mode}' is not a mode: write one of {string.Join(", ", ModeNames.All)}.");
        Require(Endpoints is { Count: > 0 }, "Redis:ConnectionString", Mode == RedisMode.Sentinel
            ? "it names no sentinel: write at least one, such as localhost:26379,serviceName=mymaster."
            : "it names no server: write at least one, such as localhost:6379.");
        foreach (var endpoint in Endpoints!)
        {
            Require(!string.IsNullOrWhiteSpace(endpoint.Host), "Redis:ConnectionString", $"the endpoint '{endpoint}' has an empty host: write host:port.");
            Require(endpoint.Port is >= 1 and <= 65535, "Redis:ConnectionString", $"the endpoint '{endpoint}' has no valid port: write one from 1 to 65535.");
        }

        Require(Mode != RedisMode.Sentinel || !string.IsNullOrWhiteSpace(ServiceName), "Redis:ServiceName",
            "Sentinel needs the name under which the master is watched: add serviceName=mymaster to the connection string.");
        Require(User is null || Password is not null, "Redis:Password", "a user without a password cannot log in: write the password too.");
        RequirePositive(ConnectTimeout, "Redis:ConnectTimeout");
        RequirePositive(CommandTimeout, "Redis:CommandTimeout");
        RequirePositive(OperationTimeout, "Redis:OperationTimeout");
        return this with { Name = Name.Length > 0 ? Name : ModeNames.Of(Mode), Endpoints = [.. Endpoints.Distinct()] };
    }

    private static void RequirePositive(TimeSpan value, string setting) => Require(value > TimeSpan.Zero && value < TimeSpan.FromDays(1), setting,
        $"'{value}' is not a time-out: write a time above zero and under a day, such as 00:00:00.500 or 500 (milliseconds).");

    private static void Require(bool condition, string setting, string problem)
    {
        if (!condition)
        {
            throw new RedisConfigurationException(setting, problem);
        }
    }
}
