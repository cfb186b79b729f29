using TestServers;

namespace RaftNode.Tests.Server.Blocking;

/// <summary>Clients that wait, over connections of their own.</summary>
public sealed class BlockedClientsTests : IAsyncLifetime
{
    private RaftNodeProcess _server = null!;
    private TextClient _other = null!;

    public async Task InitializeAsync()
    {
        _server = await RaftNodeProcess.StartAsync();
        _other = await TextClient.ConnectAsync(_server.Endpoint);
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("", "*-1")]
    [InlineData("TIMEOUT", "*-1")]
    [InlineData("ERROR", "-UNBLOCKED client unblocked via CLIENT UNBLOCK")]
    public async Task CLIENT_UNBLOCK_ends_the_waiting(string reason, string reply)
    {
        await using var waiting = await TextClient.ConnectAsync(_server.Endpoint);
        var id = await WaitAsync(waiting, "BLPOP k 0");

        Assert.Equal(":1", await _other.AskAsync($"CLIENT UNBLOCK {id} {reason}"));

        Assert.Equal(reply, await waiting.LineAsync());
        Assert.Equal(":0", await _other.AskAsync($"CLIENT UNBLOCK {id}"));
        Assert.Equal(":1", await _other.AskAsync("RPUSH k a"));
        Assert.Equal(":1", await waiting.AskAsync("LLEN k"));
    }

    [Fact]
    public async Task A_client_that_waits_for_replicas_is_told_how_many_there_were_when_it_is_unblocked()
    {
        await using var waiting = await TextClient.ConnectAsync(_server.Endpoint);
        var id = await WaitAsync(waiting, "WAIT 1 0");

        Assert.Equal(":1", await _other.AskAsync($"CLIENT UNBLOCK {id}"));

        Assert.Equal(":0", await waiting.LineAsync());
    }

    [Fact]
    public async Task A_client_that_was_killed_is_not_served()
    {
        await using var killed = await TextClient.ConnectAsync(_server.Endpoint);
        var id = await WaitAsync(killed, "BLPOP k 0");

        Assert.Equal(":1", await _other.AskAsync($"CLIENT KILL ID {id}"));

        Assert.Null(await killed.LineAsync());
        Assert.Equal(":1", await _other.AskAsync("RPUSH k a"));
        Assert.Equal(":1", await _other.AskAsync("LLEN k"));
    }

    [Fact]
    public async Task A_client_that_was_killed_is_not_served_what_is_pushed_in_the_same_go()
    {
        await using var killed = await TextClient.ConnectAsync(_server.Endpoint);
        var id = await WaitAsync(killed, "BLPOP k 0");

        await _other.SendAsync($"CLIENT KILL ID {id}\r\nRPUSH k a\r\nLLEN k\r\n");

        Assert.Equal(":1", await _other.LineAsync());
        Assert.Equal(":1", await _other.LineAsync());
        Assert.Equal(":1", await _other.LineAsync());
        Assert.Null(await killed.LineAsync());
    }

    [Fact]
    public async Task A_client_that_wants_no_replies_is_served_without_one()
    {
        await using var silent = await TextClient.ConnectAsync(_server.Endpoint);
        await WaitAsync(silent, "CLIENT REPLY OFF\r\nBLPOP k 0");

        Assert.Equal(":2", await _other.AskAsync("RPUSH k a b"));

        Assert.Equal(":1", await _other.AskAsync("LLEN k"));
        Assert.Equal("+OK", await silent.AskAsync("CLIENT REPLY ON"));
    }

    [Fact]
    public async Task Hundreds_of_clients_get_what_is_pushed_in_the_order_in_which_they_came()
    {
        var waiting = new List<TextClient>();
        for (var i = 0; i < 300; i++)
        {
            var client = await TextClient.ConnectAsync(_server.Endpoint);
            await WaitAsync(client, "BLPOP other k 100");
            waiting.Add(client);
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            await _other.AskAsync($"RPUSH k {i}");
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            await using var client = waiting[i];
            var reply = new List<string?>();
            for (var line = 0; line < 5; line++)
            {
                reply.Add(await client.LineAsync());
            }

            Assert.Equal(i.ToString(), reply[^1]);
        }
    }

    /// <summary>Sends a command that finds nothing, and answers the number of the client once it waits.</summary>
    private async Task<string> WaitAsync(TextClient client, string command)
    {
        var id = (await client.AskAsync("CLIENT ID"))![1..];
        await client.SendAsync(command + "\r\n");
        await Eventually.Is(async () => (await _other.TextAsync($"CLIENT LIST ID {id}")).Contains("flags=b", StringComparison.Ordinal));
        return id;
    }
}
