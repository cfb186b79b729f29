using RedisLib.Resp;

namespace RaftNode.Tests.Commands;

/// <summary>All that databases hold, as text to compare.</summary>
internal static class DataSet
{
    /// <summary>A line for each key: database, key, when it ends, type and value.</summary>
    public static IReadOnlyList<string> Describe(CommandRunner runner)
    {
        var lines = new List<string>();
        for (runner.Database = 0; runner.Database < runner.Databases.Length; runner.Database++)
        {
            lines.AddRange(runner.Run("KEYS *").AsArray().Select(key => Describe(runner, key.AsBytes())).Order(StringComparer.Ordinal));
        }

        runner.Database = 0;
        return lines;
    }

    private static string Describe(CommandRunner runner, byte[] key)
    {
        var type = runner.Run(["TYPE"u8.ToArray(), key]).AsString();
        var value = type switch
        {
            "string" => Text(runner, "GET", key),
            "list" => Text(runner, "LRANGE", key, "0", "-1"),
            "set" => string.Join(' ', runner.Run(["SMEMBERS"u8.ToArray(), key]).AsArray().Select(Text).Order(StringComparer.Ordinal)),
            "hash" => string.Join(' ', runner.Run(["HGETALL"u8.ToArray(), key]).AsArray().Chunk(2).Select(pair => $"{Text(pair[0])}={Text(pair[1])}").Order(StringComparer.Ordinal)),
            "zset" => Text(runner, "ZRANGE", key, "0", "-1", "WITHSCORES"),
            _ => throw new FormatException($"Nobody knows the type {type}."),
        };
        return $"{runner.Database} {Text(RespValue.BulkString(key))} {Text(runner, "PEXPIRETIME", key)} {type} {value}";
    }

    private static string Text(CommandRunner runner, string command, byte[] key, params string[] rest) =>
        Text(runner.Run([.. new[] { command }.Select(ToBytes), key, .. rest.Select(ToBytes)]));

    private static byte[] ToBytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Text(RespValue value) => value.IsAggregate
        ? string.Join(' ', value.AsArray().Select(Text))
        : value.Type == RespType.BulkString ? Convert.ToHexString(value.AsBytes()) : value.ToString()!;
}
