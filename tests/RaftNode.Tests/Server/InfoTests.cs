using System.Text.RegularExpressions;
using RedisLib;
using TestServers;

namespace RaftNode.Tests.Server;

public sealed class InfoTests
{
    [Fact]
    public async Task Info_has_the_sections_that_are_asked_for()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Equal(["# Server", "# Clients"], Titles(await client.TextAsync("INFO clients SERVER nosuch")));
        Assert.Equal(
            ["# Server", "# Clients", "# Memory", "# Persistence", "# Stats", "# Replication", "# CPU", "# Modules", "# Errorstats", "# Cluster", "# Keyspace"],
            Titles(await client.TextAsync("INFO")));
        Assert.Contains("# Commandstats", Titles(await client.TextAsync("INFO all")));
        Assert.Contains("# Latencystats", Titles(await client.TextAsync("INFO everything")));
    }

    [Fact]
    public async Task Info_counts_commands_their_times_and_their_errors()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("SET k 1");
        await client.AskAsync("LPUSH k 1");
        await client.AskAsync("GET k x");

        var text = await client.TextAsync("INFO everything");

        Assert.Matches(@"cmdstat_set:calls=1,usec=\d+,usec_per_call=[\d.]+,rejected_calls=0,failed_calls=0", text);
        Assert.Matches(@"cmdstat_lpush:calls=1,.*failed_calls=1", text);
        Assert.Matches(@"cmdstat_get:calls=0,.*rejected_calls=1", text);
        Assert.Contains("errorstat_WRONGTYPE:count=1", text);
        Assert.Matches(@"latency_percentiles_usec_set:p50=[\d.]+,p99=[\d.]+,p99.9=[\d.]+", text);
        Assert.Contains("db0:keys=1,expires=0", text);
    }

    [Fact]
    public async Task A_transaction_fails_when_it_is_discarded_and_not_when_one_of_its_commands_fails()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var server = await RaftNodeProcess.StartAsync();

        var expected = await FiguresAsync(redis.Endpoint);

        Assert.Equal(["exec calls=3,rejected_calls=0,failed_calls=2", "lpush calls=1,rejected_calls=0,failed_calls=1"], expected);
        Assert.Equal(expected, await FiguresAsync(server.Endpoint));

        static async Task<string[]> FiguresAsync(RedisEndpoint endpoint)
        {
            await using var client = await TextClient.ConnectAsync(endpoint);
            foreach (var request in (string[])["SET k 1", "EXEC", "MULTI", "LPUSH k 1"])
            {
                await client.AskAsync(request);
            }

            Assert.Equal("*1", await client.AskAsync("EXEC"));
            Assert.StartsWith("-WRONGTYPE", await client.LineAsync(), StringComparison.Ordinal);
            await client.AskAsync("MULTI");
            await client.AskAsync("NOSUCH");
            Assert.StartsWith("-EXECABORT", await client.AskAsync("EXEC"), StringComparison.Ordinal);
            return
            [
                .. Regex.Matches(await client.TextAsync("INFO commandstats"), @"cmdstat_(?<name>exec|lpush):calls=(?<calls>\d+),.*(?<failures>rejected_calls.*)\r", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
                    .Select(match => $"{match.Groups["name"]} calls={match.Groups["calls"]},{match.Groups["failures"]}").Order(StringComparer.Ordinal),
            ];
        }
    }

    [Fact]
    public async Task Info_tells_how_many_keys_were_found_and_missed_and_how_long_those_that_expire_have()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("MSET a 1 b 2");
        await client.AskAsync("EXISTS a b c");
        Assert.Matches("keyspace_hits:2\r\nkeyspace_misses:1\r\n", await client.TextAsync("INFO STATS"));

        await client.SendAsync("EXPIRE a 1000\r\nEXPIRE b 3000\r\nCONFIG RESETSTAT\r\n");
        Assert.Equal(":1", await client.LineAsync());
        Assert.Equal(":1", await client.LineAsync());
        Assert.Equal("+OK", await client.LineAsync());

        await Eventually.Is(async () => Regex.IsMatch(await client.TextAsync("INFO keyspace"), @"db0:keys=2,expires=2,avg_ttl=(?:19|20)\d{5}\r\n", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        Assert.Matches("keyspace_hits:0\r\nkeyspace_misses:0\r\n", await client.TextAsync("INFO Stats"));
    }

    [Fact]
    public async Task A_password_is_not_written_down_with_a_slow_command()
    {
        await using var server = await RaftNodeProcess.StartAsync("--slowlog-log-slower-than", "0");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("AUTH default secret");
        await client.AskAsync("CONFIG SET maxmemory 0 requirepass secret");
        await client.AskAsync("HELLO 2 AUTH default secret");
        await client.SendAsync("SLOWLOG GET\r\nQUIT\r\n");

        var lines = await client.LinesToEndAsync();

        Assert.Equal(5, lines.Count(line => line == "(redacted)"));
        Assert.DoesNotContain("secret", lines);
    }

    [Fact]
    public async Task A_slow_command_is_written_down_with_its_client_and_its_arguments_shortened()
    {
        await using var server = await RaftNodeProcess.StartAsync("--slowlog-log-slower-than", "0");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("CLIENT SETNAME someone");
        await client.AskAsync($"ECHO {new string('x', 200)}");
        await client.LineAsync();

        Assert.Equal("*1", await client.AskAsync("SLOWLOG GET 1"));
        var lines = new List<string?>();
        for (var i = 0; i < 13; i++)
        {
            lines.Add(await client.LineAsync());
        }

        Assert.Equal("*6", lines[0]);
        Assert.Contains("ECHO", lines);
        Assert.Contains(new string('x', 128) + "... (72 more bytes)", lines);
        Assert.Contains("someone", lines);
    }

    private static IEnumerable<string> Titles(string text) => text.Split("\r\n").Where(line => line.StartsWith('#'));
}
