using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

public sealed class LifecycleCommandsTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    [Fact]
    public async Task Nodes_that_were_never_started_are_not_waited_for_when_all_are_stopped()
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisReplication("cache").WithRuntime(RedisRuntime.Process).Resource;
        await using var application = await BuildAsync(builder, topology, KnownResourceStates.NotStarted);

        var result = await application.ResourceCommands.ExecuteCommandAsync(topology, TopologyCommands.StopAll, _limit.Token);

        Assert.True(result.Success, result.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_does_not_stop_is_told_when_patience_ends(bool hangs)
    {
        const string Command = "stop-without-effect";
        var step = new LifecycleCommands.NodeStep(Command, _ => true, KnownResourceStates.TerminalStates, TimeSpan.FromMilliseconds(200));
        var builder = TestApplication.NewBuilder();
        var added = builder.AddRedisReplication("cache", replicas: 0).WithRuntime(RedisRuntime.Process);
        var topology = added.Resource;
        foreach (var node in topology.DataNodes.Cast<RedisNodeProcessResource>())
        {
            builder.CreateResourceBuilder(node).WithCommand(
                Command,
                "Stop",
                async context =>
                {
                    await (hangs ? new TaskCompletionSource().Task : Task.CompletedTask).WaitAsync(context.CancellationToken);
                    return CommandResults.Success();
                },
                new CommandOptions());
        }

        added.WithCommand(
            "probe", "Probe", async context => (await LifecycleCommands.OnEachAsync(context, topology.DataNodes, step))!, new CommandOptions());
        await using var application = await BuildAsync(builder, topology, KnownResourceStates.Running);

        var result = await application.ResourceCommands.ExecuteCommandAsync(topology, "probe", _limit.Token);

        Assert.Equal("The command stop-without-effect had no effect on cache-1 within 0.2 s: its console log may say why.", result.Message);
    }

    public void Dispose() => _limit.Dispose();

    /// <summary>An application that does not run, whose nodes are said to be in a state.</summary>
    private static async Task<DistributedApplication> BuildAsync(IDistributedApplicationBuilder builder, RedisTopologyResource topology, string state)
    {
        Assert.NotEmpty(topology.Nodes);
        var application = builder.Build();
        foreach (var node in topology.Nodes)
        {
            await application.ResourceNotifications.PublishUpdateAsync(node, snapshot => snapshot with { State = state });
        }

        return application;
    }
}
