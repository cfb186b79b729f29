namespace RedisLib.Administration;

/// <summary>Reads the reply to CLUSTER INFO, and other replies of <c>name:value</c> lines.</summary>
internal static class ClusterInfoReply
{
    /// <summary>The command that asks for it.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("CLUSTER", "INFO");

    /// <summary>Reads the fields in the order in which they stand.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var fields = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                fields[line[..colon]] = line[(colon + 1)..];
            }
        }

        return fields;
    }
}
