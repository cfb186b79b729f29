using System.Text;
using System.Text.RegularExpressions;
using RedisLib.Resp;
using TestServers;

namespace Conformance.Tests.Random;

/// <summary>Random requests on redis-server and on ours: the same replies, and the same data at the end.</summary>
public sealed partial class RandomCommandsTests
{
    private const int Commands = 4000;

    /// <summary>Sent at once: enough that the servers and not the turns take the time.</summary>
    private const int Batch = 200;

    /// <summary>With these values change their encoding all the time.</summary>
    private static readonly string[] SmallLimits =
    [
        "hash-max-listpack-entries 6", "hash-max-listpack-value 40", "set-max-intset-entries 6", "zset-max-listpack-entries 6",
        "zset-max-listpack-value 40", "list-max-listpack-size 5",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Random_commands_leave_equal_data(int seed)
    {
        var limits = seed % 2 == 0 ? SmallLimits : [];
        await using var redis = await RedisProcess.StartAsync(limits);
        await using var raftNode = await RaftNodeProcess.StartAsync([.. limits.SelectMany(line => ("--" + line).Split(' '))]);
        await using var theirs = await RawConnection.OpenAsync(redis.Endpoint, RespVersion.Resp2);
        await using var ours = await RawConnection.OpenAsync(raftNode.Endpoint, RespVersion.Resp2);
        var random = new RandomCommands(seed);
        var history = new List<RandomCommand>();
        for (var sent = 0; sent < Commands; sent += Batch)
        {
            var commands = Enumerable.Range(0, Batch).Select(_ => random.Next()).ToList();
            var requests = commands.SelectMany(command => command.Request()).ToArray();
            await theirs.SendAsync(requests);
            await ours.SendAsync(requests);
            foreach (var command in commands)
            {
                history.Add(command);
                var (expected, answered) = (await ReplyAsync(theirs, command), await ReplyAsync(ours, command));
                Assert.True(expected == answered, $"seed {seed}, command {history.Count}: {command}\nexpected {expected}\nanswered {answered}\nbefore:\n{Before(history)}");
            }
        }

        Assert.Equal(await DataAsync(theirs), await DataAsync(ours));
        Assert.Equal(await CountsAsync(theirs), await CountsAsync(ours));
    }

    /// <summary>What INFO has counted: keys found and missed, errors by kind, and of each command how often it was called, refused and failed.</summary>
    private static async Task<IReadOnlyList<string>> CountsAsync(RawConnection connection)
    {
        var text = Encoding.ASCII.GetString(await connection.AskAsync("INFO everything\r\n"u8.ToArray()));
        return
        [
            .. text.Split("\r\n")
                .Where(line => line.StartsWith("keyspace_", StringComparison.Ordinal) || line.StartsWith("errorstat_", StringComparison.Ordinal) || line.StartsWith("cmdstat_", StringComparison.Ordinal))
                .Select(line => Times().Replace(line, ""))
                .Order(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex("usec=[^,]*,usec_per_call=[^,]*,", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Times();

    private static async Task<string> ReplyAsync(RawConnection connection, RandomCommand command)
    {
        var reply = Notation.Format(await connection.AskAsync(Array.Empty<byte>()));
        return command.IsUnordered && reply[0] != '-' ? Elements.Sorted(reply) : reply;
    }

    /// <summary>The last commands on the keys of the last one.</summary>
    private static string Before(List<RandomCommand> history)
    {
        var keys = history[^1].Words.Where(word => word.StartsWith("key:", StringComparison.Ordinal)).ToHashSet();
        return string.Join('\n', history.SkipLast(1).Where(command => command.Words.Any(keys.Contains)).TakeLast(20));
    }

    /// <summary>Every key with its type, its expiry and all that it holds.</summary>
    private static async Task<string> DataAsync(RawConnection connection)
    {
        var data = new StringBuilder();
        foreach (var database in (int[])[0, 1])
        {
            await connection.AskAsync(Encoding.ASCII.GetBytes($"SELECT {database}\r\n"));
            foreach (var key in RandomCommands.AllKeys)
            {
                var type = await AskAsync($"TYPE {key}");
                var content = type switch
                {
                    "+none|" => "",
                    "+string|" => await AskAsync($"GET {key}"),
                    "+list|" => await AskAsync($"LRANGE {key} 0 -1"),
                    "+hash|" => Elements.Sorted(await AskAsync($"HGETALL {key}")),
                    "+set|" => Elements.Sorted(await AskAsync($"SMEMBERS {key}")),
                    "+zset|" => await AskAsync($"ZRANGE {key} 0 -1 WITHSCORES"),
                    _ => throw new InvalidOperationException($"{key} is of type {type}"),
                };
                data.Append(key).Append(' ').Append(type).Append(await AskAsync($"OBJECT ENCODING {key}")).Append(await AskAsync($"PEXPIRETIME {key}")).Append(content).Append('\n');
            }
        }

        data.Append(await AskAsync("DEBUG DIGEST"));
        return data.ToString();

        async Task<string> AskAsync(string request) => Notation.Format(await connection.AskAsync(Encoding.ASCII.GetBytes(request + "\r\n")));
    }
}
