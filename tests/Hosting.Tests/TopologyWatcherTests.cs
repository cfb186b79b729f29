using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Logging.Abstractions;
using RedisLib;
using RedisLib.Administration;
using TestServers;

namespace Hosting.Tests;

public sealed class TopologyWatcherTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hosting-tests-{Guid.NewGuid():N}");

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_master_that_is_promoted_while_a_command_or_a_repair_still_waits_is_written_down(bool isCommand)
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisReplication("cache", replicas: 1).WithRuntime(RedisRuntime.Process).WithDataDirectory(_path).Resource;
        await using var application = builder.Build();
        var publisher = new TopologyPublisher(topology, application.ResourceNotifications, TimeProvider.System);
        publisher.Know(new() { ["cache-1"] = First, ["cache-2"] = Second });
        var memory = new MasterMemory(topology, topology.Plan!, NullLogger.Instance, TimeProvider.System);
        var endless = new Endless { Description = Describe(First) with { Health = isCommand ? TopologyHealth.Healthy : TopologyHealth.Degraded } };
        using var watcher = new TopologyWatcher(
            topology, endless, publisher, memory, application.ResourceNotifications, NullLogger.Instance, new FastTime());
        using var ending = new CancellationTokenSource();
        var watching = watcher.RunAsync(ending.Token);
        await Eventually.Is(() => IsWritten("cache-1"));

        var command = isCommand ? watcher.FailOverAsync(Second, ending.Token) : Task.CompletedTask;
        await endless.Begun.WaitAsync(Eventually.DefaultDeadline);
        endless.Description = Describe(Second);
        await Eventually.Is(() => IsWritten("cache-2"));

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        await command.ContinueWith(_ => { }, TaskScheduler.Default);

        bool IsWritten(string master) => topology.Plan!.Directory.ReadState(RedisMode.MasterReplica)?.Master == master;
    }

    public void Dispose() => TemporaryRoot.Remove(_path);

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

    /// <summary>A topology of which a failover and a formation end only when they are given up.</summary>
    private sealed class Endless : ITopologyAdministrator
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public required TopologyDescription Description { get; set; }

        public Task Begun => _begun.Task;

        public Task<TopologyDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(Description);

        public Task FormAsync(CancellationToken cancellationToken)
        {
            _begun.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        public async Task<FailoverResult> FailOverAsync(RedisEndpoint? replica, CancellationToken cancellationToken)
        {
            await FormAsync(cancellationToken);
            throw new OperationCanceledException(cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Time in which the seconds that a repair is waited for are moments.</summary>
    private sealed class FastTime : TimeProvider
    {
        private const int Factor = 50;

        public override long GetTimestamp() => base.GetTimestamp() * Factor;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / Factor, period / Factor);
    }
}
