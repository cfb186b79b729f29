using System.Text;
using System.Text.RegularExpressions;
using RedisLib;
using RedisLib.Resp;
using TestServers;

namespace Conformance.Tests;

/// <summary>What DEBUG answers beside the table of cases, against redis-server.</summary>
public sealed partial class DebugTests(ServersUnderTest servers) : IClassFixture<ServersUnderTest>
{
    [Theory]
    [InlineData("SET k 12345")]
    [InlineData("SET k 1")]
    [InlineData("SET k 1234567890123")]
    [InlineData("SET k text")]
    [InlineData("SET k abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData("RPUSH k a b c")]
    [InlineData("RPUSH k 1 2 3 a b c d e f g h i j k l m n o p q r s t u v w x y z", "CONFIG SET list-max-listpack-size 4")]
    [InlineData("SADD k 1 2 70000")]
    [InlineData("SADD k a b 3")]
    [InlineData("HSET k a 1 b two")]
    [InlineData("HSET k a 1 b two", "CONFIG SET hash-max-listpack-entries 1")]
    [InlineData("ZADD k 1 a 2.5 b")]
    [InlineData("ZADD k 1 a 2.5 b", "CONFIG SET zset-max-listpack-entries 1")]
    public async Task What_it_tells_of_a_value_is_what_redis_tells(string request, string setting = "PING")
    {
        var expected = await DescribeAsync(servers.Redis, setting, request);

        Assert.StartsWith("+Value at: refcount:", expected, StringComparison.Ordinal);
        Assert.Equal(expected, await DescribeAsync(servers.RaftNode, setting, request));
    }

    [Theory]
    [InlineData("no")]
    [InlineData("yes")]
    [InlineData("local")]
    public async Task It_is_allowed_and_refused_as_by_redis(string access)
    {
        await using var redis = await RedisProcess.StartAsync($"enable-debug-command {access}", $"enable-protected-configs {access}", "requirepass secret");
        await using var raftNode = await RaftNodeProcess.StartAsync("--enable-debug-command", access, "--enable-protected-configs", access, "--requirepass", "secret");
        string[] requests =
        [
            "DEBUG", "DEBUG SLEEP 0", "AUTH secret", "DEBUG SLEEP 0", "MULTI", "DEBUG SLEEP 0", "EXEC", "CONFIG GET enable-debug-command",
            "CONFIG SET dbfilename other.rdb timeout 5", "CONFIG GET dbfilename", "CONFIG GET timeout", "CONFIG SET dir /",
        ];

        Assert.Equal(await AskAsync(redis.Endpoint, RespVersion.Resp2, requests), await AskAsync(raftNode.Endpoint, RespVersion.Resp2, requests));
    }

    [Fact]
    public async Task A_push_comes_before_the_reply()
    {
        string[] requests = ["DEBUG PROTOCOL push", ""];

        Assert.Equal(
            await AskAsync(servers.Redis, RespVersion.Resp3, requests),
            await AskAsync(servers.RaftNode, RespVersion.Resp3, requests));
        Assert.Equal(
            await AskAsync(servers.Redis, RespVersion.Resp2, requests[0]),
            await AskAsync(servers.RaftNode, RespVersion.Resp2, requests[0]));
    }

    [Fact]
    public async Task Another_history_has_another_name()
    {
        const string Name = "master_replid:";
        var replies = await AskAsync(servers.RaftNode, RespVersion.Resp2, "INFO replication", "DEBUG CHANGE-REPL-ID", "INFO replication");

        Assert.NotEqual(NameIn(replies[0]), NameIn(replies[2]));

        static string NameIn(string info) => info.Split(Name)[1].Split('|')[0];
    }

    private static async Task<string> DescribeAsync(RedisEndpoint endpoint, string setting, string request)
    {
        var replies = await AskAsync(
            endpoint,
            RespVersion.Resp2,
            "FLUSHALL", setting, request, "DEBUG OBJECT k", "CONFIG SET list-max-listpack-size -2 hash-max-listpack-entries 512 zset-max-listpack-entries 128");
        return Varying().Replace(replies[3], "");
    }

    /// <summary>Where it is, and when it was used.</summary>
    [GeneratedRegex("0x[0-9a-f]+|lru:[0-9]+ lru_seconds_idle:[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Varying();

    private static async Task<IReadOnlyList<string>> AskAsync(RedisEndpoint endpoint, RespVersion version, params string[] requests)
    {
        await using var connection = await RawConnection.OpenAsync(endpoint, version);
        var replies = new List<string>();
        foreach (var request in requests)
        {
            replies.Add(Notation.Format(await connection.AskAsync(request.Length == 0 ? [] : Encoding.ASCII.GetBytes(request + "\r\n"))));
        }

        return replies;
    }
}
