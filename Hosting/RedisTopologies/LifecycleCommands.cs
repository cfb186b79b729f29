using Microsoft.Extensions.DependencyInjection;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Stops and starts all nodes of a topology, through the same commands that the dashboard has for one node.</summary>
internal static class LifecycleCommands
{
    /// <summary>A topology forms in a few seconds; a minute leaves room for the loading of kept data.</summary>
    private static readonly TimeSpan HealthyPatience = TimeSpan.FromMinutes(1);

    /// <summary>A container engine kills after ten seconds what does not end; the rest is for an engine that is busy.</summary>
    private static readonly NodeStep Stop = new(KnownResourceCommands.StopCommand, Runs, KnownResourceStates.TerminalStates, TimeSpan.FromSeconds(30));

    /// <summary>A container may have to wait for its image to be pulled.</summary>
    private static readonly NodeStep Start = new(
        KnownResourceCommands.StartCommand, state => !Runs(state), [KnownResourceStates.Running, .. KnownResourceStates.TerminalStates], TimeSpan.FromMinutes(5));

    /// <summary>Stops the masters last, so that nobody is left to take over from one that stops: after a restart the roles are as before.</summary>
    public static async Task<ExecuteCommandResult> StopAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
        var isMaster = topology.Nodes.ToLookup(node => controller.DescriptionOf(node.Name)?.Role == NodeRole.Master);
        return await OnEachAsync(context, isMaster[false], Stop).ConfigureAwait(false)
            ?? await OnEachAsync(context, isMaster[true], Stop).ConfigureAwait(false)
            ?? CommandResults.Success($"All nodes of {topology.Name} are stopped");
    }

    /// <summary>Starts the sentinels last: they take a master that is not up within a second for lost.</summary>
    public static async Task<ExecuteCommandResult> StartAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var failure = await OnEachAsync(context, topology.DataNodes, Start).ConfigureAwait(false)
            ?? await OnEachAsync(context, topology.Sentinels, Start).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        patience.CancelAfter(HealthyPatience);
        try
        {
            var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
            await controller.WaitUntilHealthyAsync(patience.Token).ConfigureAwait(false);
            return CommandResults.Success($"All nodes of {topology.Name} run and the topology is healthy");
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return CommandResults.Failure($"The nodes of {topology.Name} were started, but it was not healthy within {HealthyPatience.TotalSeconds} s.");
        }
    }

    public static async Task<ExecuteCommandResult> RestartAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var stopped = await StopAllAsync(context, topology).ConfigureAwait(false);
        return stopped.Success ? await StartAllAsync(context, topology).ConfigureAwait(false) : stopped;
    }

    /// <summary>Runs a command on each node in whose state it applies, and returns when these have come out of it; null is success.</summary>
    internal static async Task<ExecuteCommandResult?> OnEachAsync(ExecuteCommandContext context, IEnumerable<IRedisNodeResource> nodes, NodeStep step)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        patience.CancelAfter(step.Patience);
        var results = await Task.WhenAll(nodes.Select(node => OnOneAsync(context, node, step, patience.Token))).ConfigureAwait(false);
        return results.FirstOrDefault(result => !result.Success);
    }

    private static async Task<ExecuteCommandResult> OnOneAsync(
        ExecuteCommandContext context, IRedisNodeResource node, NodeStep step, CancellationToken patience)
    {
        var notifications = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        try
        {
            var current = await notifications.WaitForResourceAsync(node.Name, _ => true, patience).ConfigureAwait(false);
            if (!step.Applies(current.Snapshot.State?.Text))
            {
                return CommandResults.Success();
            }

            var commands = context.ServiceProvider.GetRequiredService<ResourceCommandService>();
            var result = await commands.ExecuteCommandAsync(node, step.Command, patience).ConfigureAwait(false);
            if (result.Success)
            {
                await notifications.WaitForResourceAsync(node.Name, step.Outcomes, patience).ConfigureAwait(false);
            }

            // Of a cancellation inside the command nothing but this is left, not even of whose command it was.
            return result.Canceled && !context.CancellationToken.IsCancellationRequested ? NoEffect(node, step) : result;
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return NoEffect(node, step);
        }
    }

    private static ExecuteCommandResult NoEffect(IRedisNodeResource node, NodeStep step) => CommandResults.Failure(
        $"The command {step.Command} had no effect on {node.Name} within {step.Patience.TotalSeconds} s: its console log may say why.");

    private static bool Runs(string? state) => state is not null && !KnownResourceStates.TerminalStates.Contains(state) && state != KnownResourceStates.NotStarted;

    /// <summary>A command that each node gets in whose state it applies.</summary>
    /// <param name="Command">The name of Aspire's command.</param>
    /// <param name="Applies">Whether a node in a state gets it. One that does not is not waited for: nothing moves it.</param>
    /// <param name="Outcomes">The states of which one ends the wait.</param>
    /// <param name="Patience">How long all of them together may take.</param>
    internal sealed record NodeStep(string Command, Func<string?, bool> Applies, IReadOnlyList<string> Outcomes, TimeSpan Patience);
}
