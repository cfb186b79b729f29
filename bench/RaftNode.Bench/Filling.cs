using RedisLib;
using RedisLib.Connections;
using RedisLib.Resp;

namespace RaftNode.Bench;

/// <summary>Data to measure with: a million of something, keys and members of 16 bytes, values of 32.</summary>
internal static class Filling
{
    public const int Million = 1_000_000;

    /// <summary>In flight at once: enough to keep the server busy, few enough for its buffers.</summary>
    private const int Batch = 1000;

    /// <summary>Elements of one small collection.</summary>
    private const int SmallSize = 10;

    /// <summary>A million strings.</summary>
    public static Task StringsAsync(NodeConnection connection) => FillAsync(connection, Million, i => RedisCommand.Create("SET", Name(i), Value(i)));

    /// <summary>A million strings that expire, in hours.</summary>
    public static Task ExpiringStringsAsync(NodeConnection connection) =>
        FillAsync(connection, Million, i => RedisCommand.Create("SET", Name(i), Value(i), "EX", 36_000 + (i % 3600)));

    /// <summary>One hash of a million fields.</summary>
    public static Task LargeHashAsync(NodeConnection connection) => FillAsync(connection, Million, i => RedisCommand.Create("HSET", "hash", Name(i), Value(i)));

    /// <summary>One set of a million members.</summary>
    public static Task LargeSetAsync(NodeConnection connection) => FillAsync(connection, Million, i => RedisCommand.Create("SADD", "set", Name(i)));

    /// <summary>One sorted set of a million members.</summary>
    public static Task LargeSortedSetAsync(NodeConnection connection) => FillAsync(connection, Million, i => RedisCommand.Create("ZADD", "zset", i * 7919L % Million, Name(i)));

    /// <summary>One list of a million elements.</summary>
    public static Task LargeListAsync(NodeConnection connection) => FillAsync(connection, Million, i => RedisCommand.Create("RPUSH", "list", Value(i)));

    /// <summary>Hashes of ten fields each, a million fields in all.</summary>
    public static Task SmallHashesAsync(NodeConnection connection) =>
        FillAsync(connection, Million, i => RedisCommand.Create("HSET", Name(i / SmallSize), $"field:{i % SmallSize}", Value(i)));

    /// <summary>Sorted sets of ten members each, a million members in all.</summary>
    public static Task SmallSortedSetsAsync(NodeConnection connection) =>
        FillAsync(connection, Million, i => RedisCommand.Create("ZADD", Name(i / SmallSize), i % SmallSize, Name(i)));

    /// <summary>Lists of ten elements each, a million elements in all.</summary>
    public static Task SmallListsAsync(NodeConnection connection) =>
        FillAsync(connection, Million, i => RedisCommand.Create("RPUSH", Name(i / SmallSize), Value(i)));

    /// <summary>A key of 16 bytes.</summary>
    public static string Name(int number) => $"key:{number:D12}";

    private static string Value(int number) => $"{number:D10}-value-of-32-bytes-xxxx";

    private static async Task FillAsync(NodeConnection connection, int count, Func<int, RedisCommand> command)
    {
        var batch = new List<Task<RespValue>>(Batch);
        for (var i = 0; i < count; i++)
        {
            batch.Add(connection.ExecuteAsync(command(i)).AsTask());
            if (batch.Count == Batch || i == count - 1)
            {
                await Task.WhenAll(batch);
                batch.Clear();
            }
        }
    }
}
