using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

public sealed class NodeStatesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("RuntimeUnhealthy", null, "cache-2 does not run: the container runtime does not answer. Start that first.")]
    [InlineData("FailedToStart", null, "cache-2 did not start: its console log says why.")]
    [InlineData("Exited", 1, "cache-2 ended before the topology was formed with exit code 1: its console log says why.")]
    public async Task A_node_that_does_not_run_ends_the_wait_and_says_why(string state, int? exitCode, string reason)
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisReplication("cache").WithRuntime(RedisRuntime.Process).Resource;
        await using var application = builder.Build();
        using var limit = new CancellationTokenSource(Deadline);

        var ended = NodeStates.WaitUntilOneEndsAsync(application.ResourceNotifications, topology, limit.Token);
        await application.ResourceNotifications.PublishUpdateAsync(
            topology.DataNodes[1], snapshot => snapshot with { State = state, ExitCode = exitCode });

        Assert.Equal(reason, await ended);
    }
}
