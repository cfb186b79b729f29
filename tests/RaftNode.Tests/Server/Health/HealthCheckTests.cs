using RaftNode.Server;
using RaftNode.Server.Configuration;
using RaftNode.Server.Health;
using TestServers;

namespace RaftNode.Tests.Server.Health;

public sealed class HealthCheckTests
{
    [Fact]
    public void A_server_that_answers_is_healthy()
    {
        using var server = new InProcessServer();

        Assert.Equal((0, ""), Check(new ServerSettings { Port = server.Port }));
    }

    [Fact]
    public void A_server_on_all_addresses_is_asked_at_its_own()
    {
        using var server = new InProcessServer("bind *");

        Assert.Equal((0, ""), Check(new ServerSettings { Port = server.Port, Bind = [BindAddress.Parse("*")!] }));
    }

    [Fact]
    public void A_server_that_asks_for_the_password_is_healthy()
    {
        using var server = new InProcessServer("requirepass secret");

        Assert.Equal((0, ""), Check(new ServerSettings { Port = server.Port }));
    }

    [Fact]
    public void A_server_of_a_Unix_socket_is_asked_there()
    {
        using var folder = new TemporaryDirectory();
        var path = Path.Combine(folder.Path, "socket");
        using var server = new InProcessServer($"unixsocket {path}");

        Assert.Equal((0, ""), Check(new ServerSettings { Port = 0, UnixSocket = path }));
    }

    [Fact]
    public void Where_nobody_listens_is_no_healthy_server()
    {
        var (code, output) = Check(new ServerSettings { Port = FreePorts.Next() });

        Assert.Equal(1, code);
        Assert.StartsWith("The server does not answer: ", output);
    }

    [Fact]
    public async Task A_server_that_says_something_else_is_not_healthy()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var answering = Task.Run(() =>
        {
            using var client = listener.AcceptTcpClient();
            client.GetStream().Write("-LOADING Redis is loading the dataset in memory\r\n"u8);
            client.GetStream().ReadByte();
        });

        Assert.Equal((1, "The server answers PING with: -LOADING Redis is loading the dataset in memory\n"), Check(new ServerSettings { Port = port }));
        await answering.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static (int Code, string Output) Check(ServerSettings settings)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (HealthCheck.Run(settings, output), output.ToString());
    }
}
