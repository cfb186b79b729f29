using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Bench;
using Reactors;
using RedisLib;
using TestServers;

// The ways in which .NET can wait for many sockets, each with the same parser and the same dictionary behind it, by turns with
// redis-server: what a reactor costs.
if (args is ["serve", var name, var listenOn])
{
    await Variant.All.Single(variant => variant.Name == name).RunAsync(int.Parse(listenOn, CultureInfo.InvariantCulture));
    return;
}

var rounds = args is [var text, ..] && int.TryParse(text, out var number) && number > 0 ? number : 5;
await using var peer = await RedisProcess.StartAsync();
var processes = new List<Process>();
var servers = new List<(string Name, RedisEndpoint Endpoint)> { ("redis-server", peer.Endpoint) };
try
{
    foreach (var variant in Variant.All)
    {
        servers.Add((variant.Name, await StartAsync(variant)));
    }

    Console.WriteLine($"-c 50 -d 3, {rounds} rounds by turns, {Environment.ProcessorCount} processors: medians, and the median ratio to redis-server");
    foreach (var load in from pipeline in (int[])[1, 16] from test in (string[])["ping_mbulk", "set", "get"]
                         select new BenchmarkLoad(test, 50, pipeline, 3, pipeline == 1 ? 100_000 : 800_000))
    {
        await MeasureAsync(load);
    }
}
finally
{
    foreach (var process in processes)
    {
        process.Kill();
        process.Dispose();
    }
}

async Task MeasureAsync(BenchmarkLoad load)
{
    var results = servers.ToDictionary(server => server.Name, _ => new List<BenchmarkResult>());

    // The first round is the compiler's.
    for (var round = -1; round < rounds; round++)
    {
        foreach (var (name, endpoint) in servers)
        {
            var result = await RedisBenchmark.RunAsync(endpoint, load);
            if (round >= 0)
            {
                results[name].Add(result);
            }
        }
    }

    foreach (var (name, _) in servers)
    {
        var ratios = results[name].Zip(results["redis-server"], (ours, peers) => ours.RequestsPerSecond / peers.RequestsPerSecond);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Test,-11} -P {load.Pipeline,-3}{name,-13}{Figures.Median(results[name].Select(result => result.RequestsPerSecond)),10:F0}/s "
            + $"{Figures.Median(ratios),6:F2}  p99 {Figures.Median(results[name].Select(result => result.P99Milliseconds)),6:F2} ms"));
    }
}

async Task<RedisEndpoint> StartAsync(Variant variant)
{
    var endpoint = new RedisEndpoint("127.0.0.1", FreePorts.Next());
    var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve", variant.Name, endpoint.Port.ToString(CultureInfo.InvariantCulture)]);
    foreach (var (key, value) in variant.Environment)
    {
        start.Environment[key] = value;
    }

    processes.Add(Process.Start(start)!);
    await Eventually.Is(
        async () =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port);
            return true;
        },
        TimeSpan.FromSeconds(20));
    return endpoint;
}
