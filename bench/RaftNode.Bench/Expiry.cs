using System.Globalization;
using Bench;
using RedisLib.Connections;

namespace RaftNode.Bench;

/// <summary>What it costs that every key expires some time: a million keys that do, against a million that do not.</summary>
internal static class Expiry
{
    /// <summary>Of the requests a second without expiry so many may be missing, in percent.</summary>
    private const int Bar = 10;

    private static readonly BenchmarkLoad[] Loads =
    [
        new("get", Connections: 50, Pipeline: 16, ValueBytes: 32, Requests: 600_000) { Keys = Filling.Million },
        new("SET", Connections: 50, Pipeline: 16, ValueBytes: 32, Requests: 600_000)
        {
            Keys = Filling.Million,
            Command = ["SET", "key:__rand_int__", "another-value-of-32-bytes-xxxxxx", "KEEPTTL"],
        },
    ];

    public static async Task RunAsync(BenchSettings settings)
    {
        Console.WriteLine($"random keys of 1,000,000, -c 50 -P 16, {settings.Rounds} rounds, medians of requests a second; the cost of an expiry on every key is to be under {Bar} %");
        Console.WriteLine("server        load        without       with   cost %");
        foreach (var start in (Func<string[], Task<ServerUnderTest>>[])[ServerUnderTest.StartPeerAsync, ServerUnderTest.StartOursAsync])
        {
            await using var plain = await FillAsync(start, Filling.StringsAsync);
            await using var expiring = await FillAsync(start, Filling.ExpiringStringsAsync);
            foreach (var load in Loads)
            {
                await CompareAsync(plain, expiring, load, settings.Rounds);
            }
        }
    }

    private static async Task<ServerUnderTest> FillAsync(Func<string[], Task<ServerUnderTest>> start, Func<NodeConnection, Task> fill)
    {
        var server = await start([]);
        await using var connection = await server.ConnectAsync();
        await fill(connection);
        return server;
    }

    private static async Task CompareAsync(ServerUnderTest plain, ServerUnderTest expiring, BenchmarkLoad load, int rounds)
    {
        List<double> without = [];
        List<double> with = [];
        for (var round = 0; round < rounds; round++)
        {
            without.Add((await RedisBenchmark.RunAsync(plain.Endpoint, load)).RequestsPerSecond);
            with.Add((await RedisBenchmark.RunAsync(expiring.Endpoint, load)).RequestsPerSecond);
        }

        var cost = without.Zip(with, (one, other) => 100 * (1 - (other / one)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plain.Name,-14}{load.Test,-8}{Figures.Median(without),11:F0}{Figures.Median(with),11:F0}{Figures.Median(cost),9:F1}"));
    }
}
