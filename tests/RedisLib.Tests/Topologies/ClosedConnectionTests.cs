using TestServers;

namespace RedisLib.Tests.Topologies;

public sealed class ClosedConnectionTests
{
    [Theory]
    [InlineData(RedisMode.MasterReplica)]
    [InlineData(RedisMode.Sentinel)]
    [InlineData(RedisMode.Cluster)]
    public async Task A_call_that_waits_ends_when_the_connection_is_closed_and_closing_again_does_no_harm(RedisMode mode)
    {
        var connection = RedisConnection.Create(new RedisOptions
        {
            Mode = mode,
            Endpoints = [new RedisEndpoint("127.0.0.1", FreePorts.Next())],
            ServiceName = "mymaster",
            OperationTimeout = TimeSpan.FromHours(1),
        });
        var waiting = connection.ReadAsync("key").AsTask();

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Eventually.DefaultDeadline));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.ReadAsync("key").AsTask());
    }
}
