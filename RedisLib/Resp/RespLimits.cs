namespace RedisLib.Resp;

/// <summary>What a reader accepts, so that a hostile or broken peer can neither exhaust memory nor the stack.</summary>
public sealed record RespLimits
{
    /// <summary>Limits for the replies of a Redis server.</summary>
    public static RespLimits Default { get; } = new();

    /// <summary>The longest string, 512 MB: the same as Redis's own <c>proto-max-bulk-len</c>.</summary>
    public int MaxBulkBytes { get; init; } = 512 * 1024 * 1024;

    /// <summary>The longest line (simple string, error, number, header), 64 KB: Redis's own limit of an inline request.</summary>
    public int MaxLineBytes { get; init; } = 64 * 1024;

    /// <summary>The most items of one aggregate, 16 million: beyond what KEYS or SMEMBERS answers in any sane use.</summary>
    public int MaxAggregateItems { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most bytes of one whole value, 1 GB: an aggregate larger than that is a mistake of whoever asked for it.</summary>
    public long MaxValueBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>The deepest nesting: Redis answers 4 to 5 deep (COMMAND DOCS), scripts a little more.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>What the error calls a length of a request beyond its limit, <c>invalid</c> or the reason for the limit.</summary>
    public string ExcessName { get; init; } = "invalid";
}
