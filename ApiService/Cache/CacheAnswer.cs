using RedisLib;

namespace ApiService.Cache;

/// <summary>What reads and writes answer; <see cref="CacheResult"/> writes it.</summary>
/// <param name="Mode">The mode that served it, such as <c>sentinel</c>.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="Master">The master of the key.</param>
/// <param name="Replica">A replica that may serve the key, or null.</param>
internal readonly record struct CacheAnswer(
    string Mode, string Key, ReadOnlyMemory<byte> Value, RedisEndpoint ServedBy, RedisEndpoint? Master, RedisEndpoint? Replica)
{
    public static CacheAnswer From(IRedisConnection redis, string key, in ReadResult read) =>
        new(ModeNames.Of(redis.Mode), key, read.Value, read.ServedBy, read.Master, read.Replica);

    public static CacheAnswer From(IRedisConnection redis, CacheEntry entry, in WriteResult write) =>
        new(ModeNames.Of(redis.Mode), entry.Key, entry.Value, write.ServedBy, write.Master, write.Replica);
}
