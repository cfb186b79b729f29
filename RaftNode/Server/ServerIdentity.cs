using System.Security.Cryptography;

namespace RaftNode.Server;

/// <summary>Which run of the server this is.</summary>
/// <param name="RunId">Forty hexadecimal digits that no other run has.</param>
/// <param name="StartedAt">In milliseconds of Unix time.</param>
/// <param name="ConfigurationPath">The redis.conf that it was started with, or null.</param>
internal sealed record ServerIdentity(string RunId, long StartedAt, string? ConfigurationPath)
{
    public const int RunIdLength = 40;

    /// <summary>As many digits, for the history of the data.</summary>
    public string ReplicationId { get; private set; } = NewId();

    public static ServerIdentity Create(TimeProvider time, string? configurationPath) =>
        new(NewId(), time.GetUtcNow().ToUnixTimeMilliseconds(), configurationPath);

    /// <summary>Begins another history.</summary>
    public void ChangeReplicationId() => ReplicationId = NewId();

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RunIdLength / 2));
}
