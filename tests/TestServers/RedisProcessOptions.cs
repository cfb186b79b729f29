namespace TestServers;

/// <summary>How to start a Redis process.</summary>
public sealed record RedisProcessOptions
{
    /// <summary>Lines of redis.conf; they win over what is set by default.</summary>
    public IReadOnlyList<string> ConfigLines { get; init; } = [];

    /// <summary>Whether it is a sentinel.</summary>
    public bool IsSentinel { get; init; }

    /// <summary>The password that clients, replicas and other sentinels need, or null.</summary>
    public string? Password { get; init; }

    /// <summary>The port, or null for one that is free.</summary>
    public int? Port { get; init; }
}
