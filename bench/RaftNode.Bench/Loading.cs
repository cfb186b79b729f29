using System.Globalization;
using Bench;
using RedisLib;
using TestServers;

namespace RaftNode.Bench;

/// <summary>How long a million keys take to be loaded from an RDB file, the same one for both servers.</summary>
internal static class Loading
{
    public static async Task RunAsync(BenchSettings settings)
    {
        using var empty = new TemporaryDirectory();
        using var full = new TemporaryDirectory();
        await using (var maker = await ServerUnderTest.StartPeerAsync($"dir {full.Path}"))
        {
            await using var connection = await maker.ConnectAsync();
            await Filling.StringsAsync(connection);
            await connection.ExecuteAsync(RedisCommand.Create("SAVE"));
        }

        Console.WriteLine($"1,000,000 strings from dump.rdb: ms from the start of the process to the first PONG, {settings.Rounds} rounds by turns; loading is what that takes longer than an empty start");
        var loads = new Dictionary<Launch, List<double>> { [Launch.Peer] = [], [Launch.Built] = [] };
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var (launch, times) in loads)
            {
                times.Add(await launch.TimeToPongAsync(full.Path) - await launch.TimeToPongAsync(empty.Path));
            }
        }

        foreach (var (launch, times) in loads)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{launch.Name,-14} median {Figures.Median(times),6:F0}  max {times.Max(),6:F0}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {Figures.Median(loads[Launch.Built]) / Figures.Median(loads[Launch.Peer]):F2}, the bar is 1.00"));
    }
}
