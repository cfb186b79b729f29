using System.Net;
using System.Net.Sockets;
using RaftNode.Server.Network;
using RaftNode.Server.Network.Linux;
using RaftNode.Server.Network.Portable;

namespace RaftNode.Tests.Server.Network;

/// <summary>Both ways to wait for sockets, with real ones.</summary>
public sealed class PollerTests
{
    /// <summary>Far more than it takes: a wait that is over only by this has failed.</summary>
    private const int Long = 10_000;

    private const int Token = 7;

    public static TheoryData<string> Networks { get; } = new(nameof(LinuxNetwork), nameof(PortableNetwork));

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_socket_is_ready_when_there_are_bytes_and_not_before(string name)
    {
        var network = NetworkOf(name);
        using var poller = network.CreatePoller();
        var (near, far) = Connect(network);
        using (near)
        using (far)
        {
            poller.Add(near, Token);
            var ready = new (int, Readiness)[4];
            Assert.Equal(0, poller.Wait(ready, 0));
            Assert.Equal(-1, near.Receive(new byte[8]));

            far.Send("abc"u8);

            Assert.Equal(1, poller.Wait(ready, Long));
            Assert.Equal((Token, Readiness.Read), ready[0]);
            Assert.Equal(3, near.Receive(new byte[8]));
            Assert.Equal(0, poller.Wait(ready, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_socket_is_ready_at_its_end(string name)
    {
        var network = NetworkOf(name);
        using var poller = network.CreatePoller();
        var (near, far) = Connect(network);
        using (near)
        {
            poller.Add(near, Token);
            far.Dispose();

            var ready = new (int, Readiness)[4];
            Assert.Equal(1, poller.Wait(ready, Long));
            Assert.Equal((Token, Readiness.Read), ready[0]);
            Assert.Equal(0, near.Receive(new byte[8]));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Room_is_told_only_where_it_is_watched_for(string name)
    {
        var network = NetworkOf(name);
        using var poller = network.CreatePoller();
        var (near, far) = Connect(network);
        using (near)
        using (far)
        {
            poller.Add(near, Token);
            var block = new byte[64 * 1024];
            while (near.Send(block) > 0)
            {
            }

            poller.Watch(near, Token, Readiness.Read | Readiness.Write);
            var ready = new (int, Readiness)[4];
            Assert.Equal(0, poller.Wait(ready, 0));

            while (far.Available > 0 || poller.Wait(ready, 0) == 0)
            {
                far.Receive(block);
            }

            Assert.Equal(1, poller.Wait(ready, Long));
            Assert.Equal((Token, Readiness.Write), ready[0]);
            poller.Watch(near, Token, Readiness.Read);
            Assert.Equal(0, poller.Wait(ready, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void More_sockets_than_one_wait_answers_come_with_the_next(string name)
    {
        var network = NetworkOf(name);
        using var poller = network.CreatePoller();
        var connections = Enumerable.Range(1, 5).Select(token => (Token: token, Ends: Connect(network))).ToList();
        foreach (var (token, ends) in connections)
        {
            poller.Add(ends.Near, token);
            ends.Far.Send("a"u8);
        }

        var seen = new SortedSet<int>();
        var ready = new (int Token, Readiness)[2];
        while (seen.Count < connections.Count)
        {
            var count = poller.Wait(ready, Long);
            Assert.InRange(count, 1, ready.Length);
            foreach (var (token, _) in ready.Take(count))
            {
                seen.Add(token);
                connections.Single(connection => connection.Token == token).Ends.Near.Receive(new byte[8]);
            }
        }

        connections.ForEach(connection =>
        {
            connection.Ends.Near.Dispose();
            connection.Ends.Far.Dispose();
        });
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_socket_that_was_removed_is_not_told(string name)
    {
        var network = NetworkOf(name);
        using var poller = network.CreatePoller();
        var (near, far) = Connect(network);
        using (near)
        using (far)
        {
            poller.Add(near, Token);
            far.Send("abc"u8);
            poller.Remove(near, Token);

            Assert.Equal(0, poller.Wait(new (int, Readiness)[4], 0));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_wake_ends_the_wait_of_another_thread_once(string name)
    {
        using var poller = NetworkOf(name).CreatePoller();
        var thread = new Thread(poller.Wake);
        thread.Start();

        var ready = new (int, Readiness)[4];
        var start = Environment.TickCount64;
        Assert.Equal(0, poller.Wait(ready, Long));
        Assert.InRange(Environment.TickCount64 - start, 0, Long - 1);
        thread.Join();
        Assert.Equal(0, poller.Wait(ready, 0));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_connection_knows_where_it_comes_from(string name)
    {
        var (near, far) = Connect(NetworkOf(name));
        using (near)
        using (far)
        {
            Assert.Equal(far.LocalEndPoint!.ToString(), near.RemoteAddress);
            Assert.Equal(far.RemoteEndPoint!.ToString(), near.LocalAddress);
            Assert.True(near.IsLoopback);
            Assert.False(near.IsUnix);
            near.KeepAlive(60);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_connection_by_a_unix_socket_names_its_path(string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        using var listener = NetworkOf(name).Accepting(ListeningSocket.OfUnix(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, backlog: 1), path);
        Assert.Equal(AcceptOutcome.Nothing, listener.TryAccept(out _));
        using var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        far.Connect(new UnixDomainSocketEndPoint(path));

        Assert.Equal(AcceptOutcome.Accepted, listener.TryAccept(out var near));

        using (near)
        {
            Assert.Equal($"{path}:0", near!.RemoteAddress);
            Assert.True(near.IsUnix);
            Assert.True(near.IsLoopback);
        }

        File.Delete(path);
    }

    private static INetwork NetworkOf(string name) => name == nameof(LinuxNetwork) ? new LinuxNetwork() : new PortableNetwork();

    private static (INetworkSocket Near, Socket Far) Connect(INetwork network)
    {
        var socket = ListeningSocket.OfTcp(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1);
        using var listener = network.Accepting(socket, path: null);
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        far.Connect(socket.LocalEndPoint!);
        return listener.TryAccept(out var near) == AcceptOutcome.Accepted ? (near!, far) : throw new InvalidOperationException("Nobody came.");
    }
}
