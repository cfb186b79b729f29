using System.ComponentModel;

namespace ApiService.Cache;

/// <summary>What a write takes.</summary>
/// <param name="Key">1 to 1,024 bytes of UTF-8.</param>
/// <param name="Value">Any text up to 512 MB of UTF-8.</param>
internal sealed record CacheEntry(
    [property: Description(CacheLimits.Key)] string Key,
    [property: Description("Any text up to 512 MB of UTF-8.")] ReadOnlyMemory<byte> Value);
