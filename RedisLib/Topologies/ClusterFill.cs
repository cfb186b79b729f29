using System.Collections.Concurrent;
using RedisLib.Slots;

namespace RedisLib.Topologies;

/// <summary>Fills a cluster with test data: <c>fill:0</c>, <c>fill:1</c> and so on, spread over all slots by their hashes.</summary>
internal static class ClusterFill
{
    /// <summary>Writes in flight at a time: enough to keep several masters busy through one connection each, and few enough to answer in time.</summary>
    private const int MaxInFlight = 512;

    /// <summary>The size of a value, that of a small cached object.</summary>
    private const int ValueBytes = 64;

    /// <summary>Writes the keys and counts who took them. The first write that fails ends it.</summary>
    public static async ValueTask<FillResult> RunAsync(
        IRedisConnection connection, int count, Func<SlotMap> map, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var value = new byte[ValueBytes];
        Array.Fill(value, (byte)'x');
        var counts = new ConcurrentDictionary<RedisEndpoint, int>();
        var writes = new ParallelOptions { MaxDegreeOfParallelism = MaxInFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, writes, async (i, cancelled) =>
        {
            var result = await connection.WriteAsync($"fill:{i}", value, cancelled).ConfigureAwait(false);
            counts.AddOrUpdate(result.ServedBy, 1, static (_, sum) => sum + 1);
        }).ConfigureAwait(false);
        var shards = map();
        return new FillResult(count, [.. counts
            .Select(master => new MasterFill(master.Key, SlotsOf(shards, master.Key), master.Value))
            .OrderBy(master => master.Slots.Count > 0 ? master.Slots[0].First : HashSlot.Count)]);
    }

    private static IReadOnlyList<SlotRange> SlotsOf(SlotMap map, RedisEndpoint master) =>
        map.Shards.FirstOrDefault(shard => shard.Master == master) is { } shard ? map.SlotsOf(shard) : [];
}
