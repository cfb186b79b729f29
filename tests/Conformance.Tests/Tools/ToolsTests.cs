using System.Globalization;
using System.Runtime.CompilerServices;
using TestServers;

namespace Conformance.Tests.Tools;

/// <summary>The programs that users have already work with ours.</summary>
public sealed class ToolsTests(ServersUnderTest servers) : IClassFixture<ServersUnderTest>
{
    private string Port => servers.RaftNode.Port.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_test_of_redis_benchmark_runs()
    {
        var output = await Tool.RunAsync("redis-benchmark", ["-p", Port, "-n", "2000", "-P", "4", "--csv"]);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain("rror", output, StringComparison.Ordinal);
        Assert.Equal(21, lines.Length);
    }

    [Fact]
    public async Task The_answers_of_redis_cli_are_those_that_it_gives_of_redis()
    {
        string[][] requests =
        [
            ["SET", "cli", "a b"], ["GET", "cli"], ["GET", "missing"], ["RPUSH", "cli-list", "1", "2"], ["LRANGE", "cli-list", "0", "-1"], ["INCR", "cli"],
            ["HSET", "cli-hash", "f", "v"], ["-3", "HGETALL", "cli-hash"], ["--json", "HGETALL", "cli-hash"], ["--csv", "LRANGE", "cli-list", "0", "-1"], ["NOSUCH"],
        ];
        foreach (var request in requests)
        {
            string[] ours = ["-p", Port, .. request];
            string[] theirs = ["-p", servers.Redis.Port.ToString(CultureInfo.InvariantCulture), .. request];
            Assert.Equal(await Tool.RunAsync("redis-cli", theirs), await Tool.RunAsync("redis-cli", ours));
        }
    }

    [Fact]
    public async Task Redis_cli_is_interactive_in_a_terminal()
    {
        using var terminal = Terminal.Start($"redis-cli -p {Port}");
        await terminal.ExpectAsync($"127.0.0.1:{Port}> ");
        foreach (var (line, answer, prompt) in ((string, string, string)[])
        [
            ("SET terminal 1", "OK", $"127.0.0.1:{Port}> "), ("INCR terminal", "(integer) 2", "> "), ("HELP GET", "Get the value of a key", "> "),
            ("SELECT 3", "OK", $"127.0.0.1:{Port}[3]> "), ("MULTI", "OK", "(TX)> "), ("GET nothing", "QUEUED", "(TX)> "), ("EXEC", "1) (nil)", "[3]> "),
        ])
        {
            await terminal.TypeAsync(line);
            await terminal.ExpectAsync(answer);
            await terminal.ExpectAsync(prompt);
        }
    }

    [Fact]
    public async Task Redis_cli_fills_and_scans()
    {
        var requests = string.Concat(Enumerable.Range(0, 1000).Select(number => $"SET piped:{number} {number}\r\n"));

        Assert.Contains("errors: 0, replies: 1000", await Tool.RunAsync("redis-cli", ["-p", Port, "--pipe"], input: requests), StringComparison.Ordinal);

        var scanned = await Tool.RunAsync("redis-cli", ["-p", Port, "--scan", "--pattern", "piped:*"]);
        Assert.Equal(1000, scanned.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        Assert.Contains("Biggest string found", await Tool.RunAsync("redis-cli", ["-p", Port, "--bigkeys"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_cli_finds_the_biggest_keys_by_their_elements_and_by_their_memory()
    {
        await Tool.RunAsync("redis-cli", ["-p", Port, "-n", "9", "--pipe"], input: string.Concat(
            "SET small 1\r\n", $"SET big {new string('x', 5000)}\r\n", "RPUSH list a b c\r\n", "HSET hash a 1 b 2\r\n", "SADD set a b c d\r\n", "ZADD zset 1 a\r\n"));

        var byElements = await Tool.RunAsync("redis-cli", ["-p", Port, "-n", "9", "--bigkeys"]);
        var byMemory = await Tool.RunAsync("redis-cli", ["-p", Port, "-n", "9", "--memkeys", "--memkeys-samples", "0"]);

        Assert.Contains("Sampled 6 keys", byElements, StringComparison.Ordinal);
        Assert.Contains("Biggest    set found '\"set\"' has 4 members", byElements, StringComparison.Ordinal);
        Assert.Contains("Biggest string found '\"big\"' has 5000 bytes", byElements, StringComparison.Ordinal);
        Assert.Matches("Biggest string found '\"big\"' has 5\\d\\d\\d bytes", byMemory);
        Assert.Matches("Biggest   zset found '\"zset\"' has \\d+ bytes", byMemory);
    }

    [Fact]
    public async Task Redis_cli_measures_latency()
    {
        Assert.Matches(@"^\d+ \d+ [\d.]+ \d+\s*$", await Tool.RunAsync("redis-cli", ["-p", Port, "--latency", "--raw"]));
        Assert.Contains("seconds range", await ShownAsync("--latency-history -i 1", "seconds range"), StringComparison.Ordinal);
        Assert.Contains(".01", await ShownAsync("--latency-dist -i 1", ".01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_cli_monitors()
    {
        using var terminal = Terminal.Start($"redis-cli -p {Port} monitor");
        await terminal.ExpectAsync("OK");

        await Tool.RunAsync("redis-cli", ["-p", Port, "-n", "3", "SET", "shown", "a b\""]);

        await terminal.ExpectAsync("[3 127.0.0.1:");
        await terminal.ExpectAsync("\"SET\" \"shown\" \"a b\\\"\"");
    }

    [Fact]
    public async Task Ioredis_and_node_redis_do_what_applications_do()
    {
        var folder = Path.Combine(Path.GetDirectoryName(SourceFile())!, "node-clients");
        await Tool.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder);

        var output = await Tool.RunAsync("node", ["check.mjs", Port], folder);

        Assert.Equal(3, output.Split('\n').Count(line => line.EndsWith(" ok", StringComparison.Ordinal)));
    }

    /// <summary>What redis-cli shows until a text appears.</summary>
    private async Task<string> ShownAsync(string arguments, string text)
    {
        using var terminal = Terminal.Start($"redis-cli -p {Port} {arguments}");
        await terminal.ExpectAsync(text);
        return terminal.Output;
    }

    private static string SourceFile([CallerFilePath] string source = "") => source;
}
