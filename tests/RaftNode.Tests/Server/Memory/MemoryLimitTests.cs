using System.Globalization;
using System.Text;
using TestServers;

namespace RaftNode.Tests.Server.Memory;

public sealed class MemoryLimitTests
{
    private const int LimitMegabytes = 24;

    /// <summary>One write of a pipeline, and what the server's own clients, buffers and garbage come and go by.</summary>
    private const long Slack = 3 << 20;

    private const int Batch = 1000;

    private const int ValueBytes = 400;

    /// <summary>Growing in every way: new keys and longer values; {0} is a number that never comes again, {1} 400 letters.</summary>
    private static readonly string[] Writes =
    [
        "SET string:{0} {1}", "APPEND appended {1}", "MSET m1:{0} {1} m2:{0} {1}", "SETRANGE ranged:{0} 400 {1}", "INCR counter:{0}", "RPUSH list {1}",
        "LPUSH list:{0} {1}", "HSET hash {0} {1}", "HSET hash:{0} f {1}", "SADD set {0}{1}", "SADD set:{0} {0}", "ZADD zset {0} {0}{1}", "ZADD zset:{0} 1 m",
    ];

    [Fact]
    public async Task Writes_of_every_family_are_refused_at_the_limit_while_reads_and_deletes_go_on()
    {
        await using var server = await RaftNodeProcess.StartAsync("--maxmemory", $"{LimitMegabytes}mb");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        var number = 0;
        foreach (var write in Writes)
        {
            while (!await IsRefusedAsync(client, write, number))
            {
                number += Batch;
            }

            Assert.Equal("+OK", await client.AskAsync("FLUSHALL SYNC"));
            await Eventually.Is(async () => await UsedAsync(client) < LimitMegabytes << 18);
        }

        while (!await IsRefusedAsync(client, "SET key:{0} {1}", number))
        {
            number += Batch;
        }

        Assert.InRange(await UsedAsync(client), (LimitMegabytes << 20) - Slack, (LimitMegabytes << 20) + Slack);
        Assert.Equal($"${ValueBytes}", await client.AskAsync($"GET key:{number - 1}"));
        await client.LineAsync();
        Assert.StartsWith("-OOM command not allowed", await client.AskAsync("LPUSH list a"), StringComparison.Ordinal);
        for (var deleted = 0; deleted * ValueBytes < Slack; deleted += Batch)
        {
            var keys = Enumerable.Range(number - deleted - Batch, Batch).Select(key => $"key:{key}");
            Assert.Equal($":{Batch}", await client.AskAsync($"DEL {string.Join(' ', keys)}"));
        }

        await Eventually.Is(async () => await client.AskAsync("SET again 1") == "+OK");
    }

    [Fact]
    public async Task What_is_too_long_for_the_limit_is_one_write_too_many_and_no_more()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await client.AskAsync("CONFIG SET maxmemory 8mb"));

        Assert.Equal(":20000000", await client.AskAsync("SETRANGE k 19999999 x"));
        Assert.StartsWith("-OOM", await client.AskAsync("SET other 1"), StringComparison.Ordinal);
        Assert.Equal("+OK", await client.AskAsync("CONFIG SET maxmemory 64mb"));
        Assert.Equal("+OK", await client.AskAsync("SET other 1"));
        Assert.Contains("maxmemory:67108864\r\nmaxmemory_human:64.00M\r\nmaxmemory_policy:noeviction", await client.TextAsync("INFO memory"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_evicts_is_refused_at_the_start_and_later()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RaftNodeProcess.StartAsync("--maxmemory-policy", "allkeys-lru"));
        Assert.Contains("only noeviction is there", refused.Message, StringComparison.Ordinal);

        await using var server = await RaftNodeProcess.StartAsync("--maxmemory-policy", "noeviction");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Contains("only noeviction is there", await client.AskAsync("CONFIG SET maxmemory-policy volatile-ttl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_key_takes_is_what_used_memory_grows_by()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        var empty = await DataBytesAsync(client);
        foreach (var write in (string[])["RPUSH list {1}", "HSET hash {0} {1}", "SADD set {0}{1}", "ZADD zset {0} {0}{1}", "APPEND string {1}"])
        {
            await client.AskAsync("FLUSHALL SYNC");
            await Eventually.Is(async () => await DataBytesAsync(client) <= empty);
            for (var number = 0; number < 5000; number += Batch)
            {
                Assert.False(await IsRefusedAsync(client, write, number));
            }

            var grown = await DataBytesAsync(client) - empty;
            var reply = await client.AskAsync($"MEMORY USAGE {write.Split(' ')[1]} SAMPLES 0");
            Assert.InRange(long.Parse(reply![1..], CultureInfo.InvariantCulture), grown * 0.95, grown * 1.05);
        }
    }

    /// <summary>Sends a batch of a write, and answers whether the last of them was refused; all are answered.</summary>
    private static async Task<bool> IsRefusedAsync(TextClient client, string write, int number)
    {
        var letters = new string('x', ValueBytes);
        var requests = new StringBuilder();
        for (var i = 0; i < Batch; i++)
        {
            requests.AppendFormat(CultureInfo.InvariantCulture, write, number + i, letters).Append("\r\n");
        }

        await client.SendAsync(requests.ToString());
        var isRefused = false;
        for (var i = 0; i < Batch; i++)
        {
            var reply = await client.LineAsync();
            isRefused = reply == "-OOM command not allowed when used memory > 'maxmemory'.";
            Assert.True(isRefused || reply![0] is '+' or ':', reply);
        }

        return isRefused;
    }

    private static async Task<long> UsedAsync(TextClient client) => FigureOf(await client.TextAsync("INFO memory"), "used_memory:");

    private static async Task<long> DataBytesAsync(TextClient client)
    {
        var text = await client.TextAsync("INFO memory");
        return FigureOf(text, "used_memory:") - FigureOf(text, "used_memory_managed:");
    }

    private static long FigureOf(string text, string name)
    {
        var line = text.Split("\r\n").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }
}
