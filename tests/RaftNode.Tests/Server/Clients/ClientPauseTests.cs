using RaftNode.Commands;
using RaftNode.Persistence.Rdb;
using RaftNode.Server.Clients;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;
using RaftNode.Tests.Store;
using TestServers;

namespace RaftNode.Tests.Server.Clients;

public sealed class ClientPauseTests
{
    [Fact]
    public async Task Keys_whose_time_is_over_are_hidden_during_a_pause_and_removed_after_it()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.SendAsync("SET k v PX 100\r\nCLIENT PAUSE 100000 WRITE\r\n");
        Assert.Equal("+OK", await client.LineAsync());
        Assert.Equal("+OK", await client.LineAsync());

        await Eventually.Is(async () => await client.AskAsync("EXISTS k") == ":0");

        Assert.Equal(":1", await client.AskAsync("DBSIZE"));
        Assert.Contains("expired_keys:0", await client.TextAsync("INFO stats"), StringComparison.Ordinal);
        Assert.Equal("+OK", await client.AskAsync("CLIENT UNPAUSE"));
        await Eventually.Is(async () => await client.AskAsync("DBSIZE") == ":0");
    }

    [Fact]
    public async Task Who_is_paused_is_not_idle()
    {
        await using var server = await RaftNodeProcess.StartAsync("--timeout", "1");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await client.AskAsync("CLIENT PAUSE 100000 WRITE"));
        await using var paused = await TextClient.ConnectAsync(server.Endpoint);
        await paused.SendAsync("SET k v\r\n");
        await using var idle = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Empty(await idle.LinesToEndAsync());

        await using var other = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await other.AskAsync("CLIENT UNPAUSE"));

        Assert.Equal("+OK", await paused.LineAsync());
    }

    [Fact]
    public void Who_has_gone_is_not_kept_until_the_end_of_the_pause()
    {
        var pause = new ClientPause(new StoreState(new RecordedEvents()));
        var (goes, stays) = (NewSession(1), NewSession(2));
        pause.Begin(1_000, holdsAll: true);
        var command = CommandFamilies.Rows(new RdbSettings()).First();
        Assert.True(pause.Holds(goes, command));
        Assert.True(pause.Holds(stays, command));

        pause.Forget(goes);
        pause.End();

        Assert.True(pause.TryTakeReleased(out var released));
        Assert.Same(stays, released);
        Assert.False(pause.TryTakeReleased(out _));
    }

    private static Session NewSession(int number) => new(number, number, NoSocket.Instance, connectedAt: 0);
}
