using RedisLib.Connections;
using TestServers;

namespace RedisLib.IntegrationTests.Connections;

public sealed class StressTests
{
    private const int Seed = 42;
    private const int Callers = 100;
    private const int EnoughDrops = 4;
    private const int EnoughReplies = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Under_drops_cancellations_and_blocked_callers_every_call_ends_and_no_reply_goes_astray()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var connection = new NodeConnection(new NodeConnectionOptions
        {
            Endpoint = server.Endpoint,
            MaxPendingCommands = 64,
            CommandTimeout = TimeSpan.FromSeconds(5),
        });
        await connection.WaitUntilConnectedAsync();
        using var over = new CancellationTokenSource();
        var drops = 0;
        var replies = 0;

        var dropper = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await Eventually.Is(() => connection.IsConnected);
                await connection.SendAsync(RedisCommand.Create("PING"), CancellationToken.None).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
                connection.Drop($"drop {Interlocked.Increment(ref drops)}");
            }
        });
        var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller =>
            Task.Run(() => CallAsync(connection, caller, () => Interlocked.Increment(ref replies), over.Token))));

        await Eventually.Is(() => Volatile.Read(ref drops) >= EnoughDrops && Volatile.Read(ref replies) >= EnoughReplies, Patience, $"enough drops and replies, seed {Seed}");
        await over.CancelAsync();
        await callers.WaitAsync(Patience);
        await dropper.WaitAsync(Patience);

        await connection.WaitUntilConnectedAsync();
        await Eventually.Is(() => connection.PendingCommands == 0);
    }

    private static async Task CallAsync(NodeConnection connection, int caller, Action onReply, CancellationToken over)
    {
        var random = new Random(Seed + caller);
        for (var round = 0; !over.IsCancellationRequested; round++)
        {
            var text = $"{caller}:{round}:{new string('x', random.Next(2000))}";
            using var cancellation = new CancellationTokenSource();
            try
            {
                var call = connection.ExecuteAsync(RedisCommand.Create("ECHO", text), cancellation.Token).AsTask();
                if (random.Next(10) == 0)
                {
                    await cancellation.CancelAsync();
                }

                // One caller blocks a thread of the pool, or the reading thread, now and then instead of awaiting.
                var reply = caller == 0 && random.Next(20) == 0 ? call.GetAwaiter().GetResult() : await call;
                Assert.Equal(text, reply.AsString());
                onReply();
            }
            catch (Exception exception) when (exception is OperationCanceledException or RedisConnectionException)
            {
                // Cancelled by this caller, or dropped by the other task.
            }
        }
    }
}
