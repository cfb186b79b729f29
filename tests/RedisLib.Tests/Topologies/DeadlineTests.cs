using RedisLib.Tests.Connections;
using TestServers;

namespace RedisLib.Tests.Topologies;

public sealed class DeadlineTests
{
    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_call_that_had_to_wait_for_a_node_has_only_the_rest_of_its_time_for_the_answer()
    {
        var clock = new ManualClock();
        var mayServe = new TaskCompletionSource();
        var hasCommand = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(async session =>
        {
            await mayServe.Task.WaitAsync(session.Ending);
            await session.AcceptHelloAsync();

            // An answer that comes too late on a busy machine is asked for again.
            while ((await session.ReadAsync("ROLE\r\n", "value\r\n")).EndsWith("ROLE\r\n", StringComparison.Ordinal))
            {
                await session.WriteAsync("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n");
            }

            hasCommand.SetResult();
            await session.StayAsync();
        });
        await using var connection = RedisConnection.Create(new RedisOptions
        {
            Mode = RedisMode.MasterReplica,
            Endpoints = [peer.Endpoint],
            OperationTimeout = OperationTimeout,
            ConnectTimeout = OperationTimeout,
            CommandTimeout = OperationTimeout,
            TimeProvider = clock,
        });

        var write = connection.WriteAsync("key", "value"u8.ToArray()).AsTask();
        clock.Advance(OperationTimeout * 0.9);
        mayServe.SetResult();
        await hasCommand.Task.WaitAsync(Eventually.DefaultDeadline);
        clock.Advance(OperationTimeout * 0.2);

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => write.WaitAsync(Eventually.DefaultDeadline));
        Assert.True(failure.MayHaveBeenApplied);
        Assert.Contains(peer.Endpoint.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Contains("read the key before you write it again", failure.Message, StringComparison.Ordinal);
    }
}
