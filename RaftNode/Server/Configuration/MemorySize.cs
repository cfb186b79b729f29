namespace RaftNode.Server.Configuration;

/// <summary>Amounts of memory as redis.conf writes them.</summary>
internal static class MemorySize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("kb", 1L << 10), ("mb", 1L << 20), ("gb", 1L << 30), ("k", 1_000), ("m", 1_000_000), ("g", 1_000_000_000), ("b", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        var (unit, factor) = Units.FirstOrDefault(known => text.EndsWith(known.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        var digits = text.AsSpan(0, text.Length - unit.Length);
        bytes = 0;

        // No digits are no bytes, as in Redis.
        return (digits.IsEmpty || long.TryParse(digits, out bytes))
            && bytes >= 0
            && bytes <= long.MaxValue / factor
            && (bytes *= factor) >= 0;
    }
}
