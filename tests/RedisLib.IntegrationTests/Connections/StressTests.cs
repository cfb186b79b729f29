using RedisLib.Connections;
using TestServers;

namespace RedisLib.IntegrationTests.Connections;

public sealed class StressTests
{
    private const int Seed = 42;
    private const int Callers = 100;

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
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var drops = 0;

        var dropper = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await Eventually.Is(() => connection.IsConnected);
                await connection.SendAsync(RedisCommand.Create("PING"), CancellationToken.None).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
                connection.Drop($"drop {++drops}");
            }
        });
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(connection, caller, over.Token))))
            .WaitAsync(TimeSpan.FromSeconds(30));
        await dropper;

        Assert.True(drops >= 4, $"seed {Seed}: only {drops} drops");
        Assert.True(counts.Sum() > 1000, $"seed {Seed}: only {counts.Sum()} replies");
        await connection.WaitUntilConnectedAsync();
        await Eventually.Is(() => connection.PendingCommands == 0);
    }

    private static async Task<int> CallAsync(NodeConnection connection, int caller, CancellationToken over)
    {
        var random = new Random(Seed + caller);
        var replies = 0;
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
                replies++;
            }
            catch (Exception exception) when (exception is OperationCanceledException or RedisConnectionException)
            {
                // Cancelled by this caller, or dropped by the other task.
            }
        }

        return replies;
    }
}
