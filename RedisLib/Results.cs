using System.Text;
using RedisLib.Slots;

namespace RedisLib;

/// <summary>What a read found, and which node answered.</summary>
/// <param name="Value">The bytes of the value, or null when there is no such key.</param>
/// <param name="ServedBy">The node that answered.</param>
/// <param name="Master">The master of the key as known when the answer came.</param>
/// <param name="Replica">A replica that may serve the key, if one is known.</param>
public readonly record struct ReadResult(byte[]? Value, RedisEndpoint ServedBy, RedisEndpoint? Master, RedisEndpoint? Replica)
{
    /// <summary>The value as UTF-8 text, or null when there is no such key.</summary>
    public string? Text => Value is null ? null : Encoding.UTF8.GetString(Value);
}

/// <summary>Which node acknowledged a write.</summary>
/// <param name="ServedBy">The node that acknowledged it.</param>
/// <param name="Master">The master of the key as known when the answer came.</param>
/// <param name="Replica">A replica that may serve the key, if one is known.</param>
public readonly record struct WriteResult(RedisEndpoint ServedBy, RedisEndpoint? Master, RedisEndpoint? Replica);

/// <summary>How a fill with test data was spread.</summary>
/// <param name="Count">Keys acknowledged in all.</param>
/// <param name="Masters">The share of each master, by its lowest slot.</param>
public sealed record FillResult(int Count, IReadOnlyList<MasterFill> Masters);

/// <summary>One master's share of a fill.</summary>
/// <param name="Master">The master.</param>
/// <param name="Slots">The slot ranges that it serves.</param>
/// <param name="Count">Keys that it acknowledged.</param>
public sealed record MasterFill(RedisEndpoint Master, IReadOnlyList<SlotRange> Slots, int Count);
