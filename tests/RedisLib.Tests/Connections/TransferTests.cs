using RedisLib.Connections;
using RedisLib.Resp;
using TestServers;

namespace RedisLib.Tests.Connections;

/// <summary>A value may take longer than a command, as long as it keeps moving.</summary>
public sealed class TransferTests
{
    private const int Pieces = 4;
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_long_reply_arrives_as_long_as_its_bytes_keep_coming()
    {
        await using var test = await Transfer.BeginAsync(transferTimeout: CommandTimeout * Pieces * 2);

        for (var piece = 0; piece < Pieces; piece++)
        {
            await test.LetPieceArriveAsync();
            test.Clock.Advance(CommandTimeout * 0.9);
        }

        test.LetRestArrive();

        Assert.Equal("....!", (await test.Reply.WaitAsync(Eventually.DefaultDeadline)).AsString());
    }

    [Fact]
    public async Task A_long_reply_whose_bytes_stop_coming_is_given_up_after_the_command_timeout()
    {
        await using var test = await Transfer.BeginAsync(transferTimeout: TimeSpan.FromHours(1));
        await test.LetPieceArriveAsync();

        test.Clock.Advance(CommandTimeout * 1.1);

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => test.Reply.WaitAsync(Eventually.DefaultDeadline));
        Assert.Contains("sent nothing for", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_reply_is_given_up_after_the_transfer_timeout_even_when_its_bytes_keep_coming()
    {
        await using var test = await Transfer.BeginAsync(transferTimeout: CommandTimeout * 2);

        for (var piece = 0; piece < Pieces; piece++)
        {
            await test.LetPieceArriveAsync();
            test.Clock.Advance(CommandTimeout * 0.9);
        }

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => test.Reply.WaitAsync(Eventually.DefaultDeadline));
        Assert.Contains("no reply within 600 ms", exception.Message, StringComparison.Ordinal);
        Assert.True(test.Connection.IsConnected);
    }

    [Fact]
    public async Task A_long_value_that_the_peer_stops_taking_half_way_is_given_up_and_the_connection_made_anew()
    {
        const string HalfWay = "half way";
        const int TakenBytes = 64 * 1024;
        const int BytesBeyondAnyKernelBuffer = 32 * 1024 * 1024;
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            if (session.Number == 1)
            {
                await session.ReadAsync(HalfWay);
                await session.StayAsync();
            }

            await session.ReadAsync("PING\r\n");
            await session.WriteAsync("+PONG\r\n");
            await session.StayAsync();
        });
        await using var connection = new NodeConnection(new NodeConnectionOptions
        {
            Endpoint = peer.Endpoint,
            CommandTimeout = CommandTimeout,
            TransferTimeout = TimeSpan.FromHours(1),
            HeartbeatInterval = TimeSpan.FromHours(1),
        });
        await connection.WaitUntilConnectedAsync();
        var value = $"{new string('x', TakenBytes)}{HalfWay}{new string('x', BytesBeyondAnyKernelBuffer)}";

        var sending = connection.SendAsync(RedisCommand.Create("SET", "k", value)).AsTask();
        var waiting = connection.SendAsync(RedisCommand.Create("GET", "k")).AsTask();

        var failure = await Assert.ThrowsAsync<RedisConnectionException>(() => sending.WaitAsync(Eventually.DefaultDeadline));
        Assert.True(failure.MayHaveBeenApplied);
        failure = await Assert.ThrowsAsync<RedisConnectionException>(() => waiting.WaitAsync(Eventually.DefaultDeadline));
        Assert.False(failure.MayHaveBeenApplied);
        await Eventually.Is(() => peer.Accepted == 2 && connection.IsConnected);
        Assert.Equal("PONG", (await connection.SendAsync(RedisCommand.Create("PING"))).AsString());
    }

    [Fact]
    public async Task A_command_that_is_given_up_behind_a_long_value_may_still_be_applied_and_says_so()
    {
        const int PieceBytes = 8 * 1024 * 1024;
        using var pieces = new SemaphoreSlim(0);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(async session =>
        {
            await session.AcceptHelloAsync();
            for (var piece = 0; piece < Pieces; piece++)
            {
                await pieces.WaitAsync(session.Ending);
                await session.TakeAsync(PieceBytes);
            }

            await session.ReadAsync("behind");
            arrived.SetResult();
            await session.StayAsync();
        });
        var clock = new ManualClock();
        await using var connection = new NodeConnection(new NodeConnectionOptions
        {
            Endpoint = peer.Endpoint,
            CommandTimeout = CommandTimeout,
            TransferTimeout = CommandTimeout * 2,
            HeartbeatInterval = TimeSpan.FromHours(1),
            TimeProvider = clock,
        });
        await connection.WaitUntilConnectedAsync();
        var value = new byte[Pieces * PieceBytes];

        var sending = connection.SendAsync(RedisCommand.Create("SET", "k", value)).AsTask();
        var waiting = connection.SendAsync(RedisCommand.Create("SET", "behind", "1")).AsTask();
        for (var piece = 1; piece < Pieces; piece++)
        {
            clock.Advance(CommandTimeout * 0.9);
            pieces.Release();
            await Eventually.Is(() => connection.SinceTransfer == TimeSpan.Zero);
        }

        var failure = await Assert.ThrowsAsync<RedisConnectionException>(() => waiting.WaitAsync(Eventually.DefaultDeadline));
        Assert.True(failure.MayHaveBeenApplied);
        await Assert.ThrowsAsync<RedisConnectionException>(() => sending.WaitAsync(Eventually.DefaultDeadline));
        Assert.True(connection.IsConnected);
        pieces.Release();
        await arrived.Task.WaitAsync(Eventually.DefaultDeadline);
    }

    /// <summary>A GET whose reply comes in pieces, each when the test wants it, under a clock that the test moves.</summary>
    private sealed class Transfer : IAsyncDisposable
    {
        private readonly SemaphoreSlim _pieces = new(0);
        private readonly ScriptedPeer _peer;

        private Transfer(TimeSpan transferTimeout)
        {
            _peer = new ScriptedPeer(AnswerInPiecesAsync);
            Connection = new NodeConnection(new NodeConnectionOptions
            {
                Endpoint = _peer.Endpoint,
                CommandTimeout = CommandTimeout,
                TransferTimeout = transferTimeout,
                HeartbeatInterval = TimeSpan.FromHours(1),
                TimeProvider = Clock,
            });
        }

        public ManualClock Clock { get; } = new();

        public NodeConnection Connection { get; }

        public Task<RespValue> Reply { get; private set; } = null!;

        public static async Task<Transfer> BeginAsync(TimeSpan transferTimeout)
        {
            var transfer = new Transfer(transferTimeout);
            await transfer.Connection.WaitUntilConnectedAsync();
            transfer.Clock.Advance(CommandTimeout * 2);
            transfer.Reply = transfer.Connection.ExecuteAsync(RedisCommand.Create("GET", "k")).AsTask();
            return transfer;
        }

        public Task LetPieceArriveAsync()
        {
            _pieces.Release();
            return Eventually.Is(() => Connection.SinceTransfer == TimeSpan.Zero);
        }

        public void LetRestArrive() => _pieces.Release();

        public async ValueTask DisposeAsync()
        {
            await Connection.DisposeAsync();
            await _peer.DisposeAsync();
            _pieces.Dispose();
        }

        private async Task AnswerInPiecesAsync(ScriptedPeer.Session session)
        {
            await session.AcceptHelloAsync();
            await session.ReadAsync("k\r\n");
            for (var piece = 0; piece < Pieces; piece++)
            {
                await _pieces.WaitAsync(session.Ending);
                await session.WriteAsync(piece == 0 ? $"${Pieces + 1}\r\n." : ".");
            }

            await _pieces.WaitAsync(session.Ending);
            await session.WriteAsync("!\r\n");
            await session.StayAsync();
        }
    }
}
