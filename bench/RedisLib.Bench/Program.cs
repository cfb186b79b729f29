using Bench;
using RedisLib;
using RedisLib.Bench;
using RedisLib.Connections;
using TestServers;

// One connection of ours against redis-benchmark on the same server. The rounds of both take turns, because the speed of a
// machine drifts by far more than the differences of interest; what counts is the ratio within a round.
var rounds = args is [var text, ..] && int.TryParse(text, out var number) && number > 0 ? number : 5;
var duration = TimeSpan.FromSeconds(1);

await using var server = await RedisProcess.StartAsync();
await using var connection = new NodeConnection(new NodeConnectionOptions { Endpoint = server.Endpoint });
await connection.WaitUntilConnectedAsync();
await connection.ExecuteAsync(RedisCommand.Create("SET", ClientLoad.Key, new byte[ClientLoad.ValueBytes]));

// The first second of each load is the compiler's.
foreach (var scenario in Scenario.All)
{
    await ClientLoad.RunAsync(connection, scenario, duration);
}

Console.WriteLine($"{ClientLoad.ValueBytes}-byte values, one connection, {rounds} rounds of {duration.TotalSeconds} s, {Environment.ProcessorCount} processors");
Console.WriteLine($"{"command",-8}{"callers",8}{"ours/s",11}{"redis-benchmark",24}{"peer/s",11}{"ratio",8}{"min",7}{"max",7}{"aim",7}");
foreach (var scenario in Scenario.All)
{
    List<double> ours = [];
    List<double> peers = [];
    for (var round = 0; round < rounds; round++)
    {
        peers.Add((await RedisBenchmark.RunAsync(server.Endpoint, scenario.PeerLoad(duration))).RequestsPerSecond);
        ours.Add(await ClientLoad.RunAsync(connection, scenario, duration));
    }

    var ratios = ours.Zip(peers, (our, peer) => our / peer).Order().ToList();
    var peerName = $"-c {scenario.PeerConnections} -P {scenario.PeerPipeline}";
    Console.WriteLine(
        $"{scenario.Command,-8}{scenario.Callers,8}{Figures.Median(ours),11:F0}{peerName,24}{Figures.Median(peers),11:F0}"
        + $"{Figures.Median(ratios),8:F2}{ratios[0],7:F2}{ratios[^1],7:F2}{scenario.Target,7:F2}");
}
