using Microsoft.Extensions.DependencyInjection;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Stops and starts all nodes of a topology, through the same commands that the dashboard has for one node.</summary>
internal static class LifecycleCommands
{
    /// <summary>A topology forms in a few seconds; a minute leaves room for the loading of kept data.</summary>
    private static readonly TimeSpan HealthyPatience = TimeSpan.FromMinutes(1);

    /// <summary>Stops the masters last, so that nobody is left to take over from one that stops: after a restart the roles are as before.</summary>
    public static async Task<ExecuteCommandResult> StopAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
        var isMaster = topology.Nodes.ToLookup(node => controller.DescriptionOf(node.Name)?.Role == NodeRole.Master);
        return await StopAsync(context, isMaster[false]).ConfigureAwait(false)
            ?? await StopAsync(context, isMaster[true]).ConfigureAwait(false)
            ?? CommandResults.Success($"All nodes of {topology.Name} are stopped");
    }

    /// <summary>Starts the sentinels last: they take a master that is not up within a second for lost.</summary>
    public static async Task<ExecuteCommandResult> StartAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var failure = await StartAsync(context, topology.DataNodes).ConfigureAwait(false)
            ?? await StartAsync(context, topology.Sentinels).ConfigureAwait(false);
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

    private static Task<ExecuteCommandResult?> StopAsync(ExecuteCommandContext context, IEnumerable<IRedisNodeResource> nodes) =>
        OnEachAsync(context, nodes, KnownResourceCommands.StopCommand, Runs, KnownResourceStates.TerminalStates);

    private static Task<ExecuteCommandResult?> StartAsync(ExecuteCommandContext context, IEnumerable<IRedisNodeResource> nodes) => OnEachAsync(
        context, nodes, KnownResourceCommands.StartCommand, state => !Runs(state), [KnownResourceStates.Running, .. KnownResourceStates.TerminalStates]);

    /// <summary>Runs a command on each node in whose state it applies, and returns when all have come out of it; null is success.</summary>
    private static async Task<ExecuteCommandResult?> OnEachAsync(
        ExecuteCommandContext context, IEnumerable<IRedisNodeResource> nodes, string command, Func<string?, bool> applies, IEnumerable<string> outcomes)
    {
        var commands = context.ServiceProvider.GetRequiredService<ResourceCommandService>();
        var notifications = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        var results = await Task.WhenAll(nodes.Select(async node =>
        {
            var current = await notifications.WaitForResourceAsync(node.Name, _ => true, context.CancellationToken).ConfigureAwait(false);
            var result = applies(current.Snapshot.State?.Text)
                ? await commands.ExecuteCommandAsync(node, command, context.CancellationToken).ConfigureAwait(false)
                : CommandResults.Success();
            if (result.Success)
            {
                await notifications.WaitForResourceAsync(node.Name, outcomes, context.CancellationToken).ConfigureAwait(false);
            }

            return result;
        })).ConfigureAwait(false);
        return results.FirstOrDefault(result => !result.Success);
    }

    private static bool Runs(string? state) => state is not null && !KnownResourceStates.TerminalStates.Contains(state) && state != KnownResourceStates.NotStarted;
}
