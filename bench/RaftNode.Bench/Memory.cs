using System.Globalization;

namespace RaftNode.Bench;

/// <summary>What both servers hold of the machine's memory for the same data.</summary>
internal static class Memory
{
    private static readonly Data[] All =
    [
        new("strings", Filling.StringsAsync, 1.1),
        new("strings that expire", Filling.ExpiringStringsAsync, 1.1),
        new("a hash of 1,000,000", Filling.LargeHashAsync, 1.2),
        new("a set of 1,000,000", Filling.LargeSetAsync, 1.2),
        new("a sorted set of 1,000,000", Filling.LargeSortedSetAsync, 1.2),
        new("a list of 1,000,000", Filling.LargeListAsync, 1.2),
        new("hashes of 10", Filling.SmallHashesAsync, 1.2),
        new("sorted sets of 10", Filling.SmallSortedSetsAsync, 1.2),
        new("lists of 10", Filling.SmallListsAsync, 1.2),
    ];

    public static async Task RunAsync(BenchSettings settings)
    {
        Console.WriteLine("1,000,000 elements, 16-byte names, 32-byte values: resident memory in MB, the idle process included");
        Console.WriteLine("data                        redis   ours  ratio    bar");
        foreach (var data in All.Where(data => settings.Only is null || data.Name == settings.Only))
        {
            var megabytes = new List<double>();
            foreach (var start in (Func<string[], Task<ServerUnderTest>>[])[ServerUnderTest.StartPeerAsync, ServerUnderTest.StartOursAsync])
            {
                await using var server = await start([]);
                await using var connection = await server.ConnectAsync();
                await data.FillAsync(connection);
                megabytes.Add(server.ResidentBytes / 1048576.0);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Name,-26}{megabytes[0],7:F0}{megabytes[1],7:F0}{megabytes[1] / megabytes[0],7:F2}{data.Bar,7:F2}"));
        }
    }

    private sealed record Data(string Name, Func<RedisLib.Connections.NodeConnection, Task> FillAsync, double Bar);
}
