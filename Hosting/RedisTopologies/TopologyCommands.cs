using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What a topology can be told to do from the dashboard and the Aspire CLI. A command ends when the change is complete.</summary>
/// <remarks>
/// A command that makes no sense now is disabled where it is shown, but can still be called: each handler finds out for
/// itself and answers with the reason.
/// </remarks>
internal static class TopologyCommands
{
    /// <summary>What a failover by command costs, in every mode.</summary>
    public const string FailOverPromise = "A master that answers hands over without losing a write; of one that has ended, what it had not sent is lost.";

    public const string FailOver = "fail-over";
    public const string Fill = "fill";
    public const string StopAll = "stop-all";
    public const string StartAll = "start-all";
    public const string RestartAll = "restart-all";

    /// <summary>The command that shows what the servers themselves say, named after what is shown.</summary>
    public static string Show(RedisMode mode) => mode switch
    {
        RedisMode.Sentinel => "show-sentinels",
        RedisMode.Cluster => "show-cluster-nodes",
        _ => "show-replication",
    };

    public static void Add<T>(IResourceBuilder<T> topology)
        where T : RedisTopologyResource
    {
        topology.WithCommand(FailOver, "Fail over", context => FailOverAsync(context, topology.Resource, node: null), new CommandOptions
        {
            Description = $"Makes a replica the master and waits until every node has its new role. {FailOverPromise}",
            IconName = "ArrowSwap",
            IsHighlighted = true,

            // Without sentinels it is this command that brings a topology without a master back.
            UpdateState = topology.Resource.Mode == RedisMode.MasterReplica ? WhenRunning : WhenServing,
        });
        topology.WithCommand(Fill, "Fill with test data", context => FillCommand.ExecuteAsync(context, topology.Resource), new CommandOptions
        {
            Description = $"Writes {FillCommand.Count:N0} keys of test data and says how many went to which master.",
            IconName = "DatabaseArrowUp",
            UpdateState = WhenServing,
        });
        topology.WithCommand(Show(topology.Resource.Mode), ShowName(topology.Resource.Mode), context => ShowCommand.ExecuteAsync(context, topology.Resource), new CommandOptions
        {
            Description = "Asks every node and shows what it says.",
            IconName = "TextBulletListSquare",
            UpdateState = WhenRunning,
        });
        AddLifecycle(topology);
    }

    /// <summary>Fails over, to one node or to the mode's own choice, and tells who was and who is the master.</summary>
    public static async Task<ExecuteCommandResult> FailOverAsync(ExecuteCommandContext context, RedisTopologyResource topology, string? node)
    {
        var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = await controller.FailOverAsync(node, context.CancellationToken).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var (before, now) = (controller.NameOf(result.OldMaster), controller.NameOf(result.NewMaster));
            var loss = result.MayHaveLostWrites ? $"What {before} acknowledged before it ended and had not sent to {now} is lost" : "No write is lost";
            return CommandResults.Success($"{now} is master now. {loss}.", $"""
                | | node | address |
                | --- | --- | --- |
                | master before | {before} | {result.OldMaster} |
                | master now | {now} | {result.NewMaster} |

                Every node had its new role after {seconds:0.0} s. {loss}.
                """, CommandResultFormat.Markdown, displayImmediately: true);
        }
        catch (RedisException refusal)
        {
            return CommandResults.Failure(controller.WithNames(refusal.Message));
        }
    }

    private static void AddLifecycle<T>(IResourceBuilder<T> topology)
        where T : RedisTopologyResource
    {
        topology.WithCommand(StopAll, "Stop all nodes", context => LifecycleCommands.StopAllAsync(context, topology.Resource), new CommandOptions
        {
            Description = "Stops every node of the topology.",
            ConfirmationMessage = $"Stop every node of {topology.Resource.Name}? Nothing is served until they are started again.",
            IconName = "Stop",
            UpdateState = WhenRunning,
        });
        topology.WithCommand(StartAll, "Start all nodes", context => LifecycleCommands.StartAllAsync(context, topology.Resource), new CommandOptions
        {
            Description = "Starts the nodes that are not running and waits until the topology is healthy.",
            IconName = "Play",
            UpdateState = context => context.ResourceSnapshot.HealthStatus == HealthStatus.Healthy ? ResourceCommandState.Disabled : ResourceCommandState.Enabled,
        });
        topology.WithCommand(RestartAll, "Restart all nodes", context => LifecycleCommands.RestartAllAsync(context, topology.Resource), new CommandOptions
        {
            Description = "Stops every node, starts them again, and waits until the topology is healthy.",
            ConfirmationMessage = $"Restart every node of {topology.Resource.Name}? Nothing is served meanwhile.",
            IconName = "ArrowCounterclockwise",
            UpdateState = WhenRunning,
        });
    }

    private static string ShowName(RedisMode mode) => mode switch
    {
        RedisMode.Sentinel => "Show sentinels",
        RedisMode.Cluster => "Show cluster nodes",
        _ => "Show replication",
    };

    private static ResourceCommandState WhenRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static ResourceCommandState WhenServing(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy or HealthStatus.Degraded ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
