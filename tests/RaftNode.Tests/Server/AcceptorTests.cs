using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Server;
using RaftNode.Server.Configuration;
using RaftNode.Server.Network;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;
using RaftNode.Tests.Store;
using TestServers;

namespace RaftNode.Tests.Server;

public sealed class AcceptorTests
{
    /// <summary>Addresses that are no machine's (RFC 5737).</summary>
    private static readonly BindAddress Nowhere = new(IPAddress.Parse("192.0.2.1"), "192.0.2.1");

    [Fact]
    public void A_server_that_could_go_neither_forth_nor_back_moves_when_it_can()
    {
        var network = INetwork.OfThisSystem;
        using var poller = network.CreatePoller();
        var settings = new ServerSettings { Port = FreePorts.Next() };
        using var acceptor = new Acceptor(
            network, poller, new SessionTable(), settings, new ServerStatistics(), new StoreState(new RecordedEvents()), NullLogger.Instance);
        acceptor.Listen();
        settings.Bind = [Nowhere];
        Assert.Throws<SocketException>(() => acceptor.Move([Nowhere], settings.Port));

        acceptor.Move([BindAddress.Loopback], settings.Port);

        using var client = new TcpClient("127.0.0.1", settings.Port);
        Assert.True(client.Connected);
    }
}
