using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Logging.Abstractions;
using RedisLib;
using RedisLib.Administration;

namespace Hosting.Tests;

public sealed class TopologyWatcherTests
{
    private static readonly RedisEndpoint First = new("127.0.0.1", 1);
    private static readonly RedisEndpoint Second = new("127.0.0.1", 2);

    [Fact]
    public async Task A_look_that_took_long_does_not_bring_back_the_master_of_old()
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisReplication("cache", replicas: 1).WithRuntime(RedisRuntime.Process).Resource;
        Assert.Equal(2, topology.Nodes.Count());
        await using var application = builder.Build();
        var publisher = new TopologyPublisher(topology, application.ResourceNotifications, TimeProvider.System);
        publisher.Know(new() { ["cache-1"] = First, ["cache-2"] = Second });
        var memory = new MasterMemory(topology, topology.Plan!, NullLogger.Instance, TimeProvider.System);
        var answers = new Answers();
        using var watcher = new TopologyWatcher(
            topology, answers, publisher, memory, application.ResourceNotifications, NullLogger.Instance, TimeProvider.System);

        var slow = watcher.LookAsync(CancellationToken.None);
        var quick = watcher.LookAsync(CancellationToken.None);
        answers.Give(1, Describe(Second));
        Assert.Equal([Second], (await quick).Masters);
        answers.Give(0, Describe(First));

        Assert.Equal([Second], (await slow).Masters);
        Assert.Equal([Second], watcher.Description!.Masters);
        Assert.Equal("cache-2", memory.Master);
    }

    private static TopologyDescription Describe(RedisEndpoint master) => new(
        RedisMode.MasterReplica, TopologyHealth.Healthy, [], [master], [], [new(master, NodeRole.Master, null, [], Problem: null)]);

    /// <summary>A topology whose descriptions come when the test gives them.</summary>
    private sealed class Answers : ITopologyAdministrator
    {
        private readonly TaskCompletionSource<TopologyDescription>[] _answers = [new(), new()];
        private int _asked;

        public void Give(int question, TopologyDescription answer) => _answers[question].SetResult(answer);

        public Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken) => _answers[_asked++].Task;

        public Task FormAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
