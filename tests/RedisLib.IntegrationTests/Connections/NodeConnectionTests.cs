using RedisLib.Connections;
using RedisLib.Resp;
using TestServers;

namespace RedisLib.IntegrationTests.Connections;

public sealed class NodeConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Speaks_RESP3_and_runs_commands()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);

        Assert.Equal("OK", (await connection.ExecuteAsync(RedisCommand.Create("SET", "key", "value"))).AsString());
        Assert.Equal("value", (await connection.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
        Assert.Equal(RespVersion.Resp3, connection.Protocol);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("localhost")]
    public async Task Reaches_a_server_by_an_IPv6_address_and_by_a_name(string host)
    {
        await using var server = await RedisProcess.StartAsync("bind 127.0.0.1 ::1");
        await using var connection = new NodeConnection(new NodeConnectionOptions { Endpoint = new RedisEndpoint(host, server.Endpoint.Port) });

        Assert.Equal("PONG", (await connection.ExecuteAsync(Ping)).AsString());
    }

    [Fact]
    public async Task Five_hundred_callers_each_get_their_own_replies()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                var text = $"{caller}:{round}";
                Assert.Equal(text, (await connection.ExecuteAsync(RedisCommand.Create("ECHO", text))).AsString());
            }
        })));
    }

    [Fact]
    public async Task An_error_reply_is_a_value_to_Send_and_an_exception_to_Execute()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);
        var command = RedisCommand.Create("NONSENSE");

        Assert.Equal("ERR", (await connection.SendAsync(command)).ErrorCode);
        var exception = await Assert.ThrowsAsync<RedisServerException>(async () => await connection.ExecuteAsync(command));

        Assert.Equal("ERR", exception.Code);
        Assert.Equal(server.Endpoint, exception.Endpoint);
    }

    [Fact]
    public async Task A_batch_runs_with_nothing_in_between()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);

        var batches = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => connection.SendBatchAsync(
            [RedisCommand.Create("MULTI"), RedisCommand.Create("INCR", "n"), RedisCommand.Create("INCR", "n"), RedisCommand.Create("EXEC")]).AsTask()));

        Assert.All(batches, replies =>
        {
            var results = replies[3].AsArray();
            Assert.Equal(results[0].AsInt64() + 1, results[1].AsInt64());
        });
        Assert.Equal(100, (await connection.ExecuteAsync(RedisCommand.Create("GET", "n"))).AsInt64());
    }

    [Fact]
    public async Task Cancelling_a_caller_frees_it_at_once_and_leaves_the_replies_in_step()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);
        using var cancellation = new CancellationTokenSource();

        var sleep = connection.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", 0.5), cancellation.Token).AsTask();
        var echo = connection.SendAsync(RedisCommand.Create("ECHO", "mine")).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep);
        Assert.False(echo.IsCompleted);
        Assert.Equal("mine", (await echo).AsString());
    }

    [Fact]
    public async Task A_paused_server_is_found_within_the_command_timeout_and_used_again_when_it_goes_on()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server, options => options with { CommandTimeout = Short, ConnectTimeout = Short });
        var start = TimeProvider.System.GetTimestamp();

        server.Pause();
        var exception = await Assert.ThrowsAsync<RedisConnectionException>(async () => await connection.SendAsync(Ping));

        Assert.True(exception.MayHaveBeenApplied);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), Short, Short + TimeSpan.FromSeconds(1));
        await Eventually.Is(() => !connection.IsConnected);

        server.Resume();
        await Eventually.Is(() => connection.IsConnected);
        Assert.Equal("PONG", (await connection.ExecuteAsync(Ping)).AsString());
    }

    [Fact]
    public async Task A_paused_server_is_found_by_the_heartbeat_of_an_idle_connection()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(
            server, options => options with { CommandTimeout = Short, HeartbeatInterval = Short, ConnectTimeout = Short });

        server.Pause();

        await Eventually.Is(() => !connection.IsConnected, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_killed_server_fails_what_is_in_flight_and_is_found_again_after_its_restart()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);
        var inFlight = connection.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", 5)).AsTask();

        await server.KillAsync();
        var broken = await Assert.ThrowsAsync<RedisConnectionException>(() => inFlight);
        Assert.True(broken.MayHaveBeenApplied);
        await Eventually.Is(() => !connection.IsConnected);
        var refused = await Assert.ThrowsAsync<RedisConnectionException>(async () => await connection.SendAsync(Ping));
        Assert.False(refused.MayHaveBeenApplied);

        await server.RestartAsync();
        await Eventually.Is(() => connection.IsConnected, TimeSpan.FromSeconds(3));
        Assert.Equal("PONG", (await connection.ExecuteAsync(Ping)).AsString());
    }

    [Fact]
    public async Task Drop_fails_what_is_in_flight_and_connects_again()
    {
        await using var server = await RedisProcess.StartAsync();
        var ups = 0;
        await using var connection = await ConnectAsync(
            server, options => options with { StateChanged = (_, state) => Interlocked.Add(ref ups, state.IsConnected ? 1 : 0) });
        var inFlight = connection.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", 0.3)).AsTask();

        connection.Drop("it was demoted");

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => inFlight);
        Assert.Contains("it was demoted", exception.Message, StringComparison.Ordinal);
        await Eventually.Is(() => ups == 2);
        Assert.Equal("PONG", (await connection.ExecuteAsync(Ping)).AsString());
    }

    [Fact]
    public async Task Disposing_fails_what_is_in_flight_and_refuses_what_comes_later()
    {
        await using var server = await RedisProcess.StartAsync();
        var connection = await ConnectAsync(server);
        var inFlight = connection.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", 1)).AsTask();

        await connection.DisposeAsync();

        Assert.True((await Assert.ThrowsAsync<RedisConnectionException>(() => inFlight)).MayHaveBeenApplied);
        var late = await Assert.ThrowsAsync<RedisConnectionException>(async () => await connection.SendAsync(Ping));
        Assert.False(late.MayHaveBeenApplied);
    }

    [Theory]
    [InlineData(null, RespVersion.Resp3, "asks for a password and none is set")]
    [InlineData("wrong", RespVersion.Resp3, "refused the user or the password")]
    [InlineData(null, RespVersion.Resp2, "asks for a password and none is set")]
    [InlineData("wrong", RespVersion.Resp2, "refused the user or the password")]
    public async Task A_wrong_password_is_told_as_such_and_at_once(string? password, RespVersion protocol, string reason)
    {
        await using var server = await RedisProcess.StartAsync(new RedisProcessOptions { Password = "right" });
        await using var connection = new NodeConnection(
            new NodeConnectionOptions { Endpoint = server.Endpoint, Password = password, Protocol = protocol });

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(
            () => connection.WaitUntilConnectedAsync().WaitAsync(TimeSpan.FromSeconds(2)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.False(exception.MayHaveBeenApplied);
    }

    [Theory]
    [InlineData(RespVersion.Resp2)]
    [InlineData(RespVersion.Resp3)]
    public async Task Password_name_and_setup_commands_are_given_on_every_connect(RespVersion protocol)
    {
        await using var server = await RedisProcess.StartAsync(new RedisProcessOptions { Password = "secret" });
        await using var connection = await ConnectAsync(server, options => options with
        {
            Password = "secret",
            ClientName = "tester",
            Protocol = protocol,
            SetupCommands = [RedisCommand.Create("CLIENT", "NO-EVICT", "on"), RedisCommand.Create("SELECT", 3)],
        });

        connection.Drop("to connect again");
        await Eventually.Is(() => connection.IsConnected);
        var info = (await connection.ExecuteAsync(RedisCommand.Create("CLIENT", "INFO"))).AsString();

        Assert.Contains("name=tester", info, StringComparison.Ordinal);
        Assert.Contains("db=3", info, StringComparison.Ordinal);
        Assert.Equal(protocol, connection.Protocol);
    }

    [Fact]
    public async Task A_value_of_64_MB_goes_both_ways_while_small_commands_go_on()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);
        var value = new byte[64 * 1024 * 1024];
        new Random(1).NextBytes(value);

        var set = connection.ExecuteAsync(RedisCommand.Create("SET", "big", value)).AsTask();
        var ping = connection.ExecuteAsync(Ping).AsTask();
        await Task.WhenAll(set, ping);
        var read = (await connection.ExecuteAsync(RedisCommand.Create("GET", "big"))).AsBytes();

        Assert.True(value.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task A_sender_is_not_held_when_the_server_does_not_take_its_bytes()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server, options => options with { CommandTimeout = TimeSpan.FromSeconds(2) });
        var value = new byte[16 * 1024 * 1024];
        server.Pause();
        var start = TimeProvider.System.GetTimestamp();

        var sends = Enumerable.Range(0, 3).Select(_ => connection.SendAsync(RedisCommand.Create("SET", "big", value)).AsTask()).ToList();

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var failures = await Task.WhenAll(sends.Select(send => Assert.ThrowsAsync<RedisConnectionException>(() => send)));
        Assert.Contains(failures, failure => !failure.MayHaveBeenApplied);
    }

    [Theory]
    [InlineData(RespVersion.Resp2)]
    [InlineData(RespVersion.Resp3)]
    public async Task Messages_of_a_subscription_go_to_the_push_handler_and_replies_to_their_callers(RespVersion protocol)
    {
        await using var server = await RedisProcess.StartAsync();
        var messages = System.Threading.Channels.Channel.CreateBounded<RespValue>(100);
        await using var subscriber = await ConnectAsync(server, options => options with
        {
            Protocol = protocol,
            SetupCommands = [RedisCommand.Create("SUBSCRIBE", "one", "two")],
            PushHandler = message => messages.Writer.TryWrite(message),
        });
        await using var publisher = await ConnectAsync(server);

        var confirmation = await subscriber.ExecuteAsync(RedisCommand.Create("PSUBSCRIBE", "thr*", "fou*"));
        foreach (var channel in new[] { "one", "two", "three" })
        {
            Assert.Equal(1, (await publisher.ExecuteAsync(RedisCommand.Create("PUBLISH", channel, "hello"))).AsInt64());
        }

        Assert.Equal(2, confirmation.AsArray().Count);
        Assert.Equal("message one hello", await NextAsync(messages));
        Assert.Equal("message two hello", await NextAsync(messages));
        Assert.Equal("pmessage thr* three hello", await NextAsync(messages));
        var unsubscribed = await subscriber.ExecuteAsync(RedisCommand.Create("UNSUBSCRIBE", "one"));
        Assert.Equal("unsubscribe", unsubscribed.AsArray()[0].AsString());
        Assert.False((await subscriber.ExecuteAsync(Ping)).IsError);
    }

    [Fact]
    public async Task Callers_beyond_the_limit_wait_for_room()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server, options => options with { MaxPendingCommands = 4 });

        var sleep = connection.ExecuteAsync(RedisCommand.Create("DEBUG", "SLEEP", 0.2)).AsTask();
        var echoes = Enumerable.Range(0, 100).Select(i => connection.ExecuteAsync(RedisCommand.Create("ECHO", i)).AsTask()).ToList();

        Assert.InRange(connection.PendingCommands, 1, 4);
        await sleep;
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), (await Task.WhenAll(echoes)).Select(reply => reply.AsInt64()));
    }

    [Fact]
    public async Task A_caller_that_finds_no_room_in_time_is_told_that_its_command_was_not_sent()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(
            server, options => options with { MaxPendingCommands = 1, CommandTimeout = Short });
        server.Pause();
        var inFlight = connection.SendAsync(Ping).AsTask();

        var waiting = await Assert.ThrowsAsync<RedisConnectionException>(async () => await connection.SendAsync(Ping));

        Assert.False(waiting.MayHaveBeenApplied);
        Assert.True((await Assert.ThrowsAsync<RedisConnectionException>(() => inFlight)).MayHaveBeenApplied);
    }

    [Fact]
    public async Task A_caller_that_blocks_the_thread_it_is_given_does_not_stop_the_connection()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = await ConnectAsync(server);

        // The continuation of a lonely reply runs on the reading thread; here it waits there for a reply that thread would read.
        var blocked = Task.Run(async () =>
        {
            await connection.ExecuteAsync(RedisCommand.Create("DEBUG", "SLEEP", 0.05));
            Assert.StartsWith("redis", Thread.CurrentThread.Name, StringComparison.Ordinal);
            return connection.ExecuteAsync(Ping).AsTask().GetAwaiter().GetResult().AsString();
        });

        Assert.Equal("PONG", await blocked.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal("PONG", (await connection.ExecuteAsync(Ping)).AsString());
    }

    private static RedisCommand Ping { get; } = RedisCommand.Create("PING");

    private static async Task<NodeConnection> ConnectAsync(
        RedisProcess server, Func<NodeConnectionOptions, NodeConnectionOptions>? change = null)
    {
        var options = new NodeConnectionOptions { Endpoint = server.Endpoint };
        var connection = new NodeConnection(change?.Invoke(options) ?? options);
        await connection.WaitUntilConnectedAsync();
        return connection;
    }

    private static async Task<string> NextAsync(System.Threading.Channels.Channel<RespValue> messages)
    {
        var message = await messages.Reader.ReadAsync().AsTask().WaitAsync(Eventually.DefaultDeadline);
        return string.Join(' ', message.AsArray().Select(part => part.AsString()));
    }
}
