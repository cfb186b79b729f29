using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Stops and starts all nodes of a topology, through the same commands that the dashboard has for one node.</summary>
internal static class LifecycleCommands
{
    /// <summary>A topology forms in a few seconds; a minute leaves room for the loading of kept data.</summary>
    private static readonly TimeSpan HealthyPatience = TimeSpan.FromMinutes(1);

    public static async Task<ExecuteCommandResult> StopAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var failure = await OnEachAsync(context, topology, KnownResourceCommands.StopCommand, Runs).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        var notifications = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        await Task.WhenAll(topology.Nodes.Select(node =>
            notifications.WaitForResourceAsync(node.Name, KnownResourceStates.TerminalStates, context.CancellationToken))).ConfigureAwait(false);
        return CommandResults.Success($"All nodes of {topology.Name} are stopped");
    }

    public static async Task<ExecuteCommandResult> StartAllAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var failure = await OnEachAsync(context, topology, KnownResourceCommands.StartCommand, state => !Runs(state)).ConfigureAwait(false);
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

    private static async Task<ExecuteCommandResult?> OnEachAsync(
        ExecuteCommandContext context, RedisTopologyResource topology, string command, Func<string?, bool> applies)
    {
        var commands = context.ServiceProvider.GetRequiredService<ResourceCommandService>();
        var notifications = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        var results = await Task.WhenAll(topology.Nodes.Select(async node =>
        {
            var current = await notifications.WaitForResourceAsync(node.Name, _ => true, context.CancellationToken).ConfigureAwait(false);
            return applies(current.Snapshot.State?.Text)
                ? await commands.ExecuteCommandAsync(node, command, context.CancellationToken).ConfigureAwait(false)
                : CommandResults.Success();
        })).ConfigureAwait(false);
        return results.FirstOrDefault(result => !result.Success);
    }

    private static bool Runs(string? state) => state is not null && !KnownResourceStates.TerminalStates.Contains(state) && state != KnownResourceStates.NotStarted;
}
