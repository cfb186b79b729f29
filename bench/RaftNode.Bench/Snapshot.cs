using System.Diagnostics;
using System.Globalization;
using Bench;
using RedisLib;
using RedisLib.Connections;

namespace RaftNode.Bench;

/// <summary>How long commands take while a snapshot of a million keys is written.</summary>
internal static class Snapshot
{
    /// <summary>The 99.9th percentile may be so long, in milliseconds.</summary>
    private const double Bar = 10;

    private const int Callers = 8;

    public static async Task RunAsync(BenchSettings settings)
    {
        Console.WriteLine($"GET and SET by turns of random keys of 1,000,000, {Callers} connections, while BGSAVE runs; times in ms, the bar for p99.9 is {Bar}");
        Console.WriteLine("server        round  BGSAVE s   commands    p50    p99   p99.9     max");
        foreach (var start in (Func<string[], Task<ServerUnderTest>>[])[ServerUnderTest.StartPeerAsync, ServerUnderTest.StartOursAsync])
        {
            await using var server = await start([]);
            await using var connection = await server.ConnectAsync();
            await Filling.StringsAsync(connection);
            for (var round = 1; round <= settings.Rounds; round++)
            {
                var (times, duration) = await MeasureAsync(server, connection);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{server.Name,-14}{round,5}{duration.TotalSeconds,10:F2}{times.Count,11}{Figures.Percentile(times, 0.5),7:F2}"
                    + $"{Figures.Percentile(times, 0.99),7:F2}{Figures.Percentile(times, 0.999),8:F2}{times.Max(),8:F2}"));
            }
        }
    }

    private static async Task<(List<double> Times, TimeSpan Duration)> MeasureAsync(ServerUnderTest server, NodeConnection connection)
    {
        var begun = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync(RedisCommand.Create("BGSAVE"));
        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(seed => Task.Run(() => CallAsync(server, seed, done.Token))).ToList();
        while ((await connection.ExecuteAsync(RedisCommand.Create("INFO", "persistence"))).AsString()!.Contains("rdb_bgsave_in_progress:1", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        var duration = Stopwatch.GetElapsedTime(begun);
        await done.CancelAsync();
        var times = await Task.WhenAll(callers);
        return ([.. times.SelectMany(list => list)], duration);
    }

    private static async Task<List<double>> CallAsync(ServerUnderTest server, int seed, CancellationToken done)
    {
        await using var connection = await server.ConnectAsync();
        var random = new Random(seed);
        var times = new List<double>();
        var value = new byte[32];
        while (!done.IsCancellationRequested)
        {
            var key = Filling.Name(random.Next(Filling.Million));
            var start = Stopwatch.GetTimestamp();
            await connection.ExecuteAsync(times.Count % 2 == 0 ? RedisCommand.Create("GET", key) : RedisCommand.Create("SET", key, value), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }
}
