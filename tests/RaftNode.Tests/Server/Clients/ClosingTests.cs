using TestServers;

namespace RaftNode.Tests.Server.Clients;

/// <summary>How connections of clients end, and that they do.</summary>
public sealed class ClosingTests : IAsyncLifetime
{
    private RaftNodeProcess _server = null!;

    public async Task InitializeAsync() => _server = await RaftNodeProcess.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("CLIENT REPLY OFF\r\nQUIT\r\n")]
    [InlineData("CLIENT REPLY SKIP\r\nQUIT\r\n")]
    [InlineData("CLIENT REPLY OFF\r\nCLIENT KILL TYPE normal SKIPME no\r\n")]
    [InlineData("CLIENT REPLY OFF\r\nMULTI\r\nQUIT\r\n")]
    public async Task Who_ends_a_connection_without_replies_is_closed(string requests)
    {
        await using var client = await TextClient.ConnectAsync(_server.Endpoint);

        await client.SendAsync(requests);

        Assert.Empty(await client.LinesToEndAsync());
        await using var other = await TextClient.ConnectAsync(_server.Endpoint);
        Assert.DoesNotContain("\n", (await other.TextAsync("CLIENT LIST")).TrimEnd('\n'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_ends_a_connection_gets_the_replies_to_what_it_asked_before()
    {
        await using var client = await TextClient.ConnectAsync(_server.Endpoint);

        await client.SendAsync("PING\r\nQUIT\r\nPING\r\n");

        Assert.Equal(["+PONG", "+OK"], await client.LinesToEndAsync());
    }

    [Fact]
    public async Task A_client_that_was_killed_is_gone_for_the_next_command()
    {
        await using var killed = await TextClient.ConnectAsync(_server.Endpoint);
        var id = (await killed.AskAsync("CLIENT ID"))![1..];
        await killed.SendAsync("SUBSCRIBE c\r\n");
        await using var other = await TextClient.ConnectAsync(_server.Endpoint);
        await Eventually.Is(async () => (await other.AskAsync("PUBLISH c m")) == ":1");

        await other.SendAsync($"CLIENT KILL ID {id}\r\nCLIENT KILL ID {id}\r\nPUBLISH c m\r\n");

        Assert.Equal(":1", await other.LineAsync());
        Assert.Equal(":0", await other.LineAsync());
        Assert.Equal(":0", await other.LineAsync());
    }
}
