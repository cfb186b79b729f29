using TestServers;

namespace RaftNode.Tests.Server.Latency;

public sealed class LatencyTests
{
    [Fact]
    public async Task A_command_that_took_long_is_told_of_by_its_kind()
    {
        await using var server = await RaftNodeProcess.StartAsync("--latency-monitor-threshold", "5");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Equal(":100000000", await client.AskAsync("SETRANGE long 99999999 x"));

        Assert.Contains("command: ", await client.TextAsync("LATENCY DOCTOR"), StringComparison.Ordinal);
        Assert.Contains("SLOWLOG GET", await client.TextAsync("LATENCY DOCTOR"), StringComparison.Ordinal);
        Assert.Contains("command - high ", await client.TextAsync("LATENCY GRAPH command"), StringComparison.Ordinal);
        Assert.NotEqual(":0", await client.AskAsync("LATENCY RESET"));
        Assert.Equal("*0", await client.AskAsync("LATENCY HISTORY command"));
    }

    [Fact]
    public async Task The_log_that_waits_for_the_disk_is_told_of()
    {
        await using var server = await RaftNodeProcess.StartAsync("--latency-monitor-threshold", "1", "--appendonly", "yes", "--appendfsync", "always");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);

        await Eventually.Is(async () =>
        {
            await client.AskAsync($"SET k {new string('x', 10_000)}");
            return (await client.TextAsync("LATENCY DOCTOR")).Contains(" aof-fsync-always: ", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_histogram_tells_how_many_calls_were_as_fast()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        for (var i = 0; i < 100; i++)
        {
            await client.AskAsync("INCR k");
        }

        await client.SendAsync("LATENCY HISTOGRAM incr nosuch\r\n");
        var lines = new List<string?>();
        while (lines.LastOrDefault() != ":100" || lines.Count(line => line == ":100") < 2)
        {
            lines.Add(await client.LineAsync());
        }

        Assert.Equal(["*2", "$4", "incr", "*4", "$5", "calls", ":100", "$14", "histogram_usec"], lines.Take(9));
        var counts = lines.Skip(10).Where((_, place) => place % 2 == 1).Select(line => int.Parse(line![1..]));
        Assert.Equal(counts.Order(), counts);
    }
}
