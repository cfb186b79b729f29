using Bench;

namespace RedisLib.Bench;

/// <summary>One line of the table: a load on one connection of ours, and the load of redis-benchmark that it is held against.</summary>
/// <param name="Command">GET or SET.</param>
/// <param name="Callers">How many callers share the connection.</param>
/// <param name="PeerConnections">redis-benchmark's <c>-c</c>.</param>
/// <param name="PeerPipeline">redis-benchmark's <c>-P</c>.</param>
/// <param name="PeerRequestsPerSecond">About what it reaches, which decides how many requests make a round.</param>
/// <param name="Target">The ratio aimed at, or null.</param>
internal sealed record Scenario(
    string Command, int Callers, int PeerConnections, int PeerPipeline, int PeerRequestsPerSecond, double? Target)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. new[] { "GET", "SET" }.SelectMany(command => new Scenario[]
        {
            new(command, Callers: 1, PeerConnections: 1, PeerPipeline: 1, PeerRequestsPerSecond: 40_000, Target: 0.85),
            new(command, Callers: 50, PeerConnections: 50, PeerPipeline: 1, PeerRequestsPerSecond: 100_000, Target: null),
            new(command, Callers: 500, PeerConnections: 50, PeerPipeline: 10, PeerRequestsPerSecond: 800_000, Target: 0.6),
        }),
    ];

    /// <summary>What redis-benchmark is to do for about so long.</summary>
    public BenchmarkLoad PeerLoad(TimeSpan duration) =>
        new(Command.ToLowerInvariant(), PeerConnections, PeerPipeline, ClientLoad.ValueBytes, (int)(PeerRequestsPerSecond * duration.TotalSeconds));
}
