using System.Text;
using RedisLib.Resp;

namespace RaftNode.Tests.Commands;

/// <summary>All that databases hold, as text to compare.</summary>
internal static class DataSet
{
    /// <summary>Answers a request.</summary>
    public delegate RespValue Asking(IReadOnlyList<byte[]> words);

    /// <summary>The data of databases without a server.</summary>
    public static IReadOnlyList<string> Describe(CommandRunner runner)
    {
        var lines = new List<string>();
        for (runner.Database = 0; runner.Database < runner.Databases.Length; runner.Database++)
        {
            lines.AddRange(Describe(words => runner.Run(words), runner.Database));
        }

        runner.Database = 0;
        return lines;
    }

    /// <summary>The data of any server.</summary>
    public static IReadOnlyList<string> Describe(Asking ask, params IEnumerable<int> databases)
    {
        var lines = new List<string>();
        foreach (var database in databases)
        {
            Ask(ask, "SELECT", $"{database}");
            lines.AddRange(Describe(ask, database));
        }

        return lines;
    }

    /// <summary>A line for each key of the selected database: key, when it ends, type and value.</summary>
    private static IEnumerable<string> Describe(Asking ask, int database) =>
        Ask(ask, "KEYS", "*").AsArray().Select(key => $"{database} {Describe(ask, key.AsBytes())}").Order(StringComparer.Ordinal);

    private static string Describe(Asking ask, byte[] key)
    {
        var type = Ask(ask, "TYPE", key).AsString();
        var value = type switch
        {
            "string" => Text(Ask(ask, "GET", key)),
            "list" => Text(Ask(ask, "LRANGE", key, "0", "-1")),
            "set" => Sorted(Ask(ask, "SMEMBERS", key).AsArray().Select(Text)),
            "hash" => Sorted(Ask(ask, "HGETALL", key).AsArray().Chunk(2).Select(pair => $"{Text(pair[0])}={Text(pair[1])}")),
            "zset" => Text(Ask(ask, "ZRANGE", key, "0", "-1", "WITHSCORES")),
            _ => throw new FormatException($"Nobody knows the type {type}."),
        };
        return $"{Text(RespValue.BulkString(key))} {Text(Ask(ask, "PEXPIRETIME", key))} {type} {value}";
    }

    private static string Sorted(IEnumerable<string> elements) => string.Join(' ', elements.Order(StringComparer.Ordinal));

    private static RespValue Ask(Asking ask, string command, string argument) => Ask(ask, command, Encoding.UTF8.GetBytes(argument));

    private static RespValue Ask(Asking ask, string command, byte[] key, params string[] rest) =>
        ask([Encoding.UTF8.GetBytes(command), key, .. rest.Select(Encoding.UTF8.GetBytes)]);

    private static string Text(RespValue value) => value.IsAggregate
        ? string.Join(' ', value.AsArray().Select(Text))
        : value.Type == RespType.BulkString ? Convert.ToHexString(value.AsBytes()) : value.ToString()!;
}
