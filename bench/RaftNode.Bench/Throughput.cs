using System.Globalization;
using Bench;

namespace RaftNode.Bench;

/// <summary>Requests a second and the 99th percentile of redis-benchmark's loads, on both servers by turns.</summary>
internal static class Throughput
{
    private const int Connections = 50;

    /// <summary>About what redis-server reaches here; it decides how many requests make a round of about a second.</summary>
    private const int PlainRequests = 100_000;
    private const int PipelinedRequests = 600_000;

    private static readonly Bar[] Bars =
    [
        new("set", 1.0, 1.3),
        new("get", 1.0, 1.3),
        new("incr", 1.0, 1.3),
        new("ping_mbulk", 1.0, 1.1),
        new("lpush", 1.0, 1.1),
        new("rpush", 1.0, 1.1),
        new("lpop", 1.0, 1.1),
        new("sadd", 1.0, 1.1),
        new("hset", 1.0, 1.1),
        new("mset", 1.0, 1.1) { Weight = 5 },
        new("lrange_100", 1.0, 1.1) { Weight = 8 },
        new("zadd", 0.95, 0.95) { Keys = 100_000, Weight = 2 },
    ];

    /// <summary>
    /// Prints a line a load: medians of both, and the median, least and greatest ratio of a round; and how much more processors' time
    /// redis-server takes for a request, which tells the servers apart where redis-benchmark, one thread, is slower than both.
    /// </summary>
    public static async Task RunAsync(BenchSettings settings)
    {
        await using var peer = await ServerUnderTest.StartPeerAsync(settings.Lines);
        await using var ours = await ServerUnderTest.StartOursAsync(settings.Lines);
        Console.WriteLine($"-c {Connections}, {settings.Rounds} rounds, {Environment.ProcessorCount} processors, {(settings.Lines.Length == 0 ? "no persistence" : string.Join("; ", settings.Lines))}");
        Console.WriteLine("test        -P    -d    redis/s     ours/s  ratio    min    max    bar  cpu ratio  p99 redis  p99 ours  p99 ratio");
        foreach (var bar in Bars.Where(bar => settings.Only is null || bar.Test == settings.Only))
        {
            foreach (var pipeline in (int[])[1, 16])
            {
                foreach (var valueBytes in (int[])[3, 1024])
                {
                    await CompareAsync(peer, ours, bar, pipeline, valueBytes, settings.Rounds);
                }
            }
        }
    }

    private static async Task CompareAsync(ServerUnderTest peer, ServerUnderTest ours, Bar bar, int pipeline, int valueBytes, int rounds)
    {
        var requests = (pipeline == 1 ? PlainRequests : PipelinedRequests) / bar.Weight;
        var load = new BenchmarkLoad(bar.Test, Connections, pipeline, valueBytes, requests) { Keys = bar.Keys };
        List<Measured> ofPeer = [];
        List<Measured> ofOurs = [];
        foreach (var server in (ServerUnderTest[])[peer, ours])
        {
            // The first one is the compiler's and the allocator's.
            await PrepareAsync(server, load);
            await RedisBenchmark.RunAsync(server.Endpoint, load);
        }

        for (var round = 0; round < rounds; round++)
        {
            // Who comes second finds the machine as the first has left it, so they change places.
            var turns = round % 2 == 0 ? (peer, ours) : (ours, peer);
            foreach (var server in (ServerUnderTest[])[turns.Item1, turns.Item2])
            {
                await PrepareAsync(server, load);
                var before = server.ProcessorTime;
                var result = await RedisBenchmark.RunAsync(server.Endpoint, load);
                (server == ours ? ofOurs : ofPeer).Add(new Measured(result.RequestsPerSecond, result.P99Milliseconds, server.ProcessorTime - before));
            }
        }

        var ratios = ofOurs.Zip(ofPeer, (our, other) => our.RequestsPerSecond / other.RequestsPerSecond).Order().ToList();
        var latencies = ofOurs.Zip(ofPeer, (our, other) => our.P99Milliseconds / other.P99Milliseconds);
        var costs = ofPeer.Zip(ofOurs, (other, our) => other.ProcessorTime / our.ProcessorTime);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{bar.Test,-10}{pipeline,4}{valueBytes,6}{Figures.Median(ofPeer.Select(result => result.RequestsPerSecond)),11:F0}"
            + $"{Figures.Median(ofOurs.Select(result => result.RequestsPerSecond)),11:F0}{Figures.Median(ratios),7:F2}{ratios[0],7:F2}{ratios[^1],7:F2}"
            + $"{(pipeline == 1 ? bar.Plain : bar.Pipelined),7:F2}{Figures.Median(costs),11:F2}{Figures.Median(ofPeer.Select(result => result.P99Milliseconds)),11:F2}"
            + $"{Figures.Median(ofOurs.Select(result => result.P99Milliseconds)),10:F2}{Figures.Median(latencies),11:F2}"));
    }

    /// <summary>Empties a server, and fills the list that LPOP is to take from.</summary>
    private static async Task PrepareAsync(ServerUnderTest server, BenchmarkLoad load)
    {
        await using var connection = await server.ConnectAsync();
        await connection.ExecuteAsync(RedisLib.RedisCommand.Create("FLUSHALL"));
        if (load.Test is "lpop")
        {
            await RedisBenchmark.RunAsync(server.Endpoint, load with { Test = "lpush", Pipeline = 16 });
        }
    }

    private sealed record Measured(double RequestsPerSecond, double P99Milliseconds, TimeSpan ProcessorTime);

    /// <summary>A test of redis-benchmark and the ratios it is to reach.</summary>
    /// <param name="Test">Its name.</param>
    /// <param name="Plain">The ratio for -P 1.</param>
    /// <param name="Pipelined">The ratio for -P 16.</param>
    private sealed record Bar(string Test, double Plain, double Pipelined)
    {
        /// <summary>How many keys or members are drawn from, or null for one and the same.</summary>
        public int? Keys { get; init; }

        /// <summary>How many times slower a request is than a plain one.</summary>
        public int Weight { get; init; } = 1;
    }
}
