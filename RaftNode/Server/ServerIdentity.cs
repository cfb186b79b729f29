namespace RaftNode.Server;

/// <summary>Which run of the server this is.</summary>
/// <param name="RunId">Forty hexadecimal digits that no other run has.</param>
/// <param name="StartedAt">In milliseconds of Unix time.</param>
/// <param name="ConfigurationPath">The redis.conf that it was started with, or null.</param>
internal sealed record ServerIdentity(string RunId, long StartedAt, string? ConfigurationPath)
{
    public const int RunIdLength = 40;

    public static ServerIdentity Create(TimeProvider time, string? configurationPath) => new(
        Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(RunIdLength / 2)),
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        configurationPath);
}
