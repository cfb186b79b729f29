using System.Net;
using System.Net.Sockets;
using TestServers;

namespace RaftNode.Tests.Server;

public sealed class StartErrorTests
{
    [Fact]
    public async Task A_port_that_somebody_has_is_named_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RaftNodeProcess.StartAsync("--port", $"{port}"));

        Assert.Contains($"Nobody can be served on port {port} of 127.0.0.1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--port", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_settings_that_is_not_there_is_called_one()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RaftNodeProcess.StartAsync("/nowhere/redis.conf"));

        Assert.Contains("The settings cannot be read", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/redis.conf", refused.Message, StringComparison.Ordinal);
    }
}
