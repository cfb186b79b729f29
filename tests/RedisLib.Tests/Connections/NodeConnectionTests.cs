using System.Net;
using System.Net.Sockets;
using RedisLib.Connections;
using RedisLib.Resp;
using TestServers;

namespace RedisLib.Tests.Connections;

public sealed class NodeConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    /// <summary>For a first attempt on a loaded machine; those who wait for a connection that never comes wait all of it.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    private static RedisCommand Get { get; } = RedisCommand.Create("GET", "k");

    [Fact]
    public async Task A_server_without_HELLO_is_spoken_to_in_RESP2()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.ReadAsync("SETNAME\r\n$2\r\nme\r\n");
            await session.WriteAsync("-ERR unknown command 'HELLO'\r\n");
            Assert.Contains("AUTH\r\n$6\r\nsecret", await session.ReadAsync("secret\r\n"), StringComparison.Ordinal);
            await session.WriteAsync("+OK\r\n");
            await session.ReadAsync("SETNAME\r\n$2\r\nme\r\n");
            await session.WriteAsync("+OK\r\n");
            await session.ReadAsync("PING\r\n");
            await session.WriteAsync("+PONG\r\n");
            await session.ReadAsync("k\r\n");
            await session.WriteAsync("$-1\r\n");
            await session.StayAsync();
        });
        await using var connection = Connect(peer, options => options with { Password = "secret", ClientName = "me" });

        await connection.WaitUntilConnectedAsync();

        Assert.Equal(RespVersion.Resp2, connection.Protocol);
        Assert.True((await connection.ExecuteAsync(Get)).IsNull);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_up_in_the_handshake_or_soon_after_is_tried_again_with_pauses(bool isAfterHandshake)
    {
        await using var peer = new ScriptedPeer(session => session.Number switch
        {
            < 4 when isAfterHandshake => session.AcceptHelloAsync(),
            < 4 => Task.CompletedTask,
            _ => AnswerAsync(session),
        });
        await using var connection = Connect(peer);
        var start = TimeProvider.System.GetTimestamp();

        await Eventually.Is(() => peer.Accepted == 4 && connection.IsConnected);

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= (BackOff.Shortest + (BackOff.Shortest * 2) + (BackOff.Shortest * 4)) / 2);
    }

    [Fact]
    public async Task A_refusal_in_the_handshake_is_told_to_those_who_wait()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.WriteAsync("-ERR max number of clients reached\r\n");
            await session.StayAsync();
        });
        await using var connection = Connect(peer, options => options with { ConnectTimeout = Enough });

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => connection.WaitUntilConnectedAsync());

        Assert.Contains("max number of clients reached", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.MayHaveBeenApplied);
    }

    [Fact]
    public async Task A_refused_setup_command_fails_the_attempt_and_is_named()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            await session.ReadAsync("READONLY\r\n");
            await session.WriteAsync("-ERR This instance has cluster support disabled\r\n");
            await session.StayAsync();
        });
        await using var connection = Connect(
            peer, options => options with { ConnectTimeout = Enough, SetupCommands = [RedisCommand.Create("READONLY")] });

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => connection.WaitUntilConnectedAsync());

        Assert.Contains("cluster support disabled", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_speak_RESP_is_told_as_such()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
            await session.StayAsync();
        });
        await using var connection = Connect(peer, options => options with { ConnectTimeout = Enough });

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => connection.WaitUntilConnectedAsync());

        Assert.Contains("does not speak the Redis protocol", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_accepts_and_says_nothing_is_given_up_after_the_connect_timeout()
    {
        await using var peer = new ScriptedPeer(session => session.StayAsync());
        await using var connection = Connect(peer, options => options with { ConnectTimeout = Short });

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(
            () => connection.WaitUntilConnectedAsync().WaitAsync(Eventually.DefaultDeadline));

        Assert.False(exception.MayHaveBeenApplied);
    }

    [Fact]
    public async Task A_peer_that_does_not_even_accept_is_given_up_after_the_connect_timeout()
    {
        // Linux drops connection requests once the queue of those not yet accepted is full, as a firewall would.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(listener.LocalEndPoint!);
        var endpoint = new RedisEndpoint("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
        await using var connection = new NodeConnection(new NodeConnectionOptions { Endpoint = endpoint, ConnectTimeout = Short });
        await Assert.ThrowsAsync<RedisConnectionException>(() => connection.WaitUntilConnectedAsync());

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(async () => await connection.SendAsync(Get));

        Assert.False(exception.MayHaveBeenApplied);
        Assert.Contains("300 ms", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_does_not_wait_for_a_connect_that_hangs()
    {
        await using var peer = new ScriptedPeer(session => session.StayAsync());
        var connection = Connect(peer, options => options with { ConnectTimeout = TimeSpan.FromMinutes(1) });

        await connection.DisposeAsync().AsTask().WaitAsync(Eventually.DefaultDeadline);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_told_as_such()
    {
        await using var connection = new NodeConnection(new NodeConnectionOptions
        {
            Endpoint = new RedisEndpoint("no-such-host.invalid", 6379),
            ConnectTimeout = TimeSpan.FromSeconds(2),
        });

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => connection.WaitUntilConnectedAsync());

        Assert.Contains("no-such-host.invalid", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_nobody_asked_for_breaks_the_link()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            if (session.Number == 1)
            {
                await session.WriteAsync("+SURPRISE\r\n");
            }

            await AnswerGetsAsync(session);
        });
        await using var connection = Connect(peer);

        await Eventually.Is(() => peer.Accepted == 2 && connection.IsConnected);
        Assert.Equal("v", (await connection.ExecuteAsync(Get)).AsString());
    }

    [Fact]
    public async Task A_malformed_reply_fails_its_caller_and_the_link_is_made_anew()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            if (session.Number == 1)
            {
                await session.ReadAsync("k\r\n");
                await session.WriteAsync("$1\r\nvXX");
            }

            await AnswerGetsAsync(session);
        });
        await using var connection = Connect(peer);
        await connection.WaitUntilConnectedAsync();

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(async () => await connection.ExecuteAsync(Get));

        Assert.True(exception.MayHaveBeenApplied);
        await connection.WaitUntilConnectedAsync();
        Assert.Equal("v", (await connection.ExecuteAsync(Get)).AsString());
    }

    [Fact]
    public async Task Replies_that_come_whole_before_a_malformed_one_reach_their_callers()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            await session.ReadAsync("k\r\n");
            await session.ReadAsync("k\r\n");
            await session.ReadAsync("k\r\n");
            await session.WriteAsync("$3\r\none\r\n$3\r\ntwo\r\n?\r\n");
            await session.StayAsync();
        });
        await using var connection = Connect(peer);
        await connection.WaitUntilConnectedAsync();

        var replies = Enumerable.Range(0, 3).Select(_ => connection.ExecuteAsync(Get).AsTask()).ToList();

        Assert.Equal("one", (await replies[0].WaitAsync(Eventually.DefaultDeadline)).AsString());
        Assert.Equal("two", (await replies[1].WaitAsync(Eventually.DefaultDeadline)).AsString());
        await Assert.ThrowsAsync<RedisConnectionException>(() => replies[2].WaitAsync(Eventually.DefaultDeadline));
    }

    [Fact]
    public async Task Replies_in_small_pieces_with_pushes_between_them_reach_their_callers()
    {
        var pushes = 0;
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            await session.ReadAsync("k\r\n");
            await session.ReadAsync("k\r\n");
            foreach (var next in ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n$3\r\none\r\n>2\r\n+a\r\n+b\r\n|1\r\n+ttl\r\n:1\r\n$3\r\ntwo\r\n")
            {
                await session.WriteAsync($"{next}");
            }

            await session.StayAsync();
        });
        await using var connection = Connect(peer, options => options with { PushHandler = _ => Interlocked.Increment(ref pushes) });
        await connection.WaitUntilConnectedAsync();

        var replies = await Task.WhenAll(connection.ExecuteAsync(Get).AsTask(), connection.ExecuteAsync(Get).AsTask());

        Assert.Equal(["one", "two"], replies.Select(reply => reply.AsString()));
        Assert.Equal(2, pushes);
    }

    [Fact]
    public async Task A_handler_that_throws_harms_nobody()
    {
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            await session.WriteAsync(">1\r\n+boom\r\n");
            await AnswerGetsAsync(session);
        });
        await using var connection = Connect(peer, options => options with
        {
            PushHandler = _ => throw new InvalidOperationException("from a push"),
            StateChanged = (_, _) => throw new InvalidOperationException("from a change"),
        });

        await connection.WaitUntilConnectedAsync();

        Assert.Equal("v", (await connection.ExecuteAsync(Get)).AsString());
    }

    [Fact]
    public async Task A_slow_reply_fails_its_caller_in_time_while_the_link_lives_on()
    {
        var clock = new ManualClock();
        var alive = new TaskCompletionSource();
        var isLate = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            await session.ReadAsync("k\r\n");
            await isLate.Task;
            await session.WriteAsync(">1\r\n+alive\r\n");
            await session.ReadAsync("k\r\n");
            await session.WriteAsync("$4\r\nlate\r\n$1\r\nv\r\n");
            await session.StayAsync();
        });
        await using var connection = Connect(peer, options => options with
        {
            CommandTimeout = Short,
            TimeProvider = clock,
            PushHandler = _ => alive.SetResult(),
        });
        await connection.WaitUntilConnectedAsync();

        // Bytes keep coming, so the server is alive; the reply does not, so its caller must not wait.
        var slow = connection.ExecuteAsync(Get).AsTask();
        clock.Advance(Short / 2);
        isLate.SetResult();
        await alive.Task;
        clock.Advance(Short / 2);
        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => slow);

        Assert.True(exception.MayHaveBeenApplied);
        Assert.Contains("no reply within 300 ms", exception.Message, StringComparison.Ordinal);
        Assert.True(connection.IsConnected);
        Assert.Equal("v", (await connection.ExecuteAsync(Get)).AsString());
    }

    [Fact]
    public async Task A_server_silent_for_the_command_timeout_while_a_command_is_in_flight_is_given_up()
    {
        var clock = new ManualClock();
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            await session.StayAsync();
        });
        await using var connection = Connect(peer, options => options with { CommandTimeout = Short, TimeProvider = clock });
        await connection.WaitUntilConnectedAsync();
        var replies = Enumerable.Range(0, 3).Select(_ => connection.ExecuteAsync(Get).AsTask()).ToList();

        clock.Advance(Short - TimeSpan.FromMilliseconds(1));
        Assert.True(connection.IsConnected);
        clock.Advance(TimeSpan.FromMilliseconds(25));

        var failures = await Task.WhenAll(replies.Select(reply => Assert.ThrowsAsync<RedisConnectionException>(() => reply)));
        Assert.All(failures, failure => Assert.True(failure.MayHaveBeenApplied));
        Assert.All(failures, failure => Assert.Contains("sent nothing for", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silent_connection_is_kept_alive_by_a_PING_each_heartbeat()
    {
        var clock = new ManualClock();
        var pings = 0;
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            while (true)
            {
                await session.ReadAsync("PING\r\n");
                Interlocked.Increment(ref pings);
                await session.WriteAsync("+PONG\r\n");
            }
        });
        await using var connection = Connect(peer, options => options with { HeartbeatInterval = Short, TimeProvider = clock });
        await connection.WaitUntilConnectedAsync();

        clock.Advance(Short - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, connection.PendingCommands);
        for (var beat = 1; beat <= 3; beat++)
        {
            clock.Advance(Short);
            await Eventually.Is(() => pings == beat && connection.PendingCommands == 0);
        }

        Assert.True(connection.IsConnected);
    }

    [Fact]
    public async Task An_unsubscribe_from_everything_is_refused_since_its_replies_cannot_be_counted()
    {
        await using var peer = new ScriptedPeer(AnswerAsync);
        await using var connection = Connect(peer);

        await Assert.ThrowsAsync<ArgumentException>(async () => await connection.SendAsync(RedisCommand.Create("UNSUBSCRIBE")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await connection.SendBatchAsync([RedisCommand.Create("SUBSCRIBE", "c")]));
    }

    [Theory]
    [InlineData("", 6379, 1, "Endpoint")]
    [InlineData("host", 0, 1, "Endpoint")]
    [InlineData("host", 6379, 0, "CommandTimeout")]
    public void Settings_out_of_range_are_refused_by_name(string host, int port, int commandSeconds, string setting)
    {
        var options = new NodeConnectionOptions
        {
            Endpoint = new RedisEndpoint(host, port),
            CommandTimeout = TimeSpan.FromSeconds(commandSeconds),
        };

        Assert.Equal(setting, Assert.Throws<RedisConfigurationException>(() => new NodeConnection(options)).Setting);
    }

    private static NodeConnection Connect(ScriptedPeer peer, Func<NodeConnectionOptions, NodeConnectionOptions>? change = null)
    {
        var options = new NodeConnectionOptions { Endpoint = peer.Endpoint };
        return new NodeConnection(change?.Invoke(options) ?? options);
    }

    private static async Task AnswerAsync(ScriptedPeer.Session session)
    {
        await session.AcceptHelloAsync();
        await AnswerGetsAsync(session);
    }

    private static async Task AnswerGetsAsync(ScriptedPeer.Session session)
    {
        while (true)
        {
            await session.ReadAsync("k\r\n");
            await session.WriteAsync("$1\r\nv\r\n");
        }
    }
}
