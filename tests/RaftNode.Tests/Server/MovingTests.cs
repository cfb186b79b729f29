using System.Net.Sockets;
using RedisLib;
using TestServers;

namespace RaftNode.Tests.Server;

public sealed class MovingTests
{
    [Fact]
    public async Task A_server_moves_to_another_port_and_keeps_its_clients()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        var port = FreePorts.Next();

        Assert.Equal("+OK", await client.AskAsync($"CONFIG SET port {port}"));

        await using var other = await TextClient.ConnectAsync(new RedisEndpoint(server.Endpoint.Host, port));
        Assert.Equal("+PONG", await other.AskAsync("PING"));
        Assert.Equal("+PONG", await client.AskAsync("PING"));
        Assert.Contains($"tcp_port:{port}", await client.TextAsync("INFO server"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketException>(() => TextClient.ConnectAsync(server.Endpoint));
        Assert.Equal("+OK", await client.AskAsync($"CONFIG SET port {server.Endpoint.Port}"));
    }

    [Fact]
    public async Task A_server_that_cannot_move_stays_where_it_is()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var other = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Equal(
            "-ERR CONFIG SET failed (possibly related to argument 'port') - Unable to listen on this port. Check server logs.",
            await client.AskAsync($"CONFIG SET port {other.Endpoint.Port}"));
        Assert.Equal(
            "-ERR CONFIG SET failed (possibly related to argument 'bind') - Failed to bind to specified addresses.",
            await client.AskAsync("CONFIG SET bind 192.0.2.1"));

        await using var second = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await second.AskAsync("PING"));
        Assert.Contains($"tcp_port:{server.Endpoint.Port}", await client.TextAsync("INFO server"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_listens_on_more_addresses_and_on_fewer()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        var elsewhere = new RedisEndpoint("127.0.0.2", server.Endpoint.Port);

        Assert.Equal("+OK", await client.AskAsync("CONFIG SET bind *"));
        await using (var second = await TextClient.ConnectAsync(elsewhere))
        {
            Assert.Equal("+PONG", await second.AskAsync("PING"));
        }

        Assert.Equal("+OK", await client.AskAsync("CONFIG SET bind 127.0.0.1"));
        await Assert.ThrowsAsync<SocketException>(() => TextClient.ConnectAsync(elsewhere));
        await using var third = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await third.AskAsync("PING"));
    }
}
