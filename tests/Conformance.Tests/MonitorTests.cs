using System.Text;
using System.Text.RegularExpressions;
using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>What MONITOR shows of a row of requests, against what it shows at redis-server.</summary>
public sealed partial class MonitorTests(ServersUnderTest servers) : IClassFixture<ServersUnderTest>
{
    private const string Last = "ECHO last";

    private static readonly string[] Requests =
    [
        "SET k \"a\\\"b\\\\c\"", "GET k", "SET \"\\x00\\xff\\n\\r\\t\\a\\b~\" 1", "SELECT 3", "GET k", "SELECT 0", "get", "NOSUCH", "CONFIG GET timeout", "SLOWLOG LEN",
        "AUTH secret", "AUTH user secret", "HELLO 2 AUTH default secret SETNAME n", "CLIENT GETNAME", "CONFIG SET requirepass \"\"",
        "MULTI", "SET k 1", "INCR k", "EXEC", "MULTI", "NOSUCH", "EXEC", "MULTI", "GET k", "DISCARD", "MULTI", "EXEC x", "EXEC", "EXEC",
        "BLPOP nokey 0.01", "RPUSH list a", "BLPOP list 0", "PUBLISH c m", "WATCH k", "UNWATCH", "PING", "PING message", "CLIENT LIST", "INFO server", "RESET", Last,
    ];

    [Fact]
    public async Task Monitor_shows_what_redis_shows() => Assert.Equal(await ShownAsync(servers.Redis), await ShownAsync(servers.RaftNode));

    private static async Task<IReadOnlyList<string>> ShownAsync(RedisEndpoint endpoint)
    {
        await using var monitor = await RawConnection.OpenAsync(endpoint, RespVersion.Resp2);
        await using var client = await RawConnection.OpenAsync(endpoint, RespVersion.Resp2);
        await client.AskAsync("FLUSHALL\r\n"u8.ToArray());
        await monitor.AskAsync("MONITOR\r\n"u8.ToArray());
        foreach (var request in Requests)
        {
            await client.AskAsync(Encoding.ASCII.GetBytes(request + "\r\n"));
        }

        var shown = new List<string>();
        do
        {
            shown.Add(TimeAndAddress().Replace(Encoding.ASCII.GetString(await monitor.AskAsync([])), "+time [${database} address] "));
        }
        while (!shown[^1].Contains("\"last\"", StringComparison.Ordinal));
        return shown;
    }

    [GeneratedRegex(@"^\+\d+\.\d{6} \[(?<database>\d+) 127\.0\.0\.1:\d+\] ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TimeAndAddress();
}
