using Microsoft.Extensions.DependencyInjection;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What a node can be told to do beside Aspire's own start, stop and restart: take over, and fail in the ways nodes do.</summary>
internal static class NodeCommands
{
    public const string FailOverToThis = "fail-over-to-this";
    public const string Kill = "kill";
    public const string Pause = "pause";
    public const string Resume = "resume";

    /// <summary>A killed process is seen within a second.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15);

    public static void Add<T>(IResourceBuilder<T> node)
        where T : IResourceWithEndpoints, IRedisNodeResource
    {
        if (!node.Resource.IsSentinel)
        {
            AddFailOver(node);
        }

        node.WithCommand(Kill, "Kill", context => KillAsync(context, node.Resource), new CommandOptions
        {
            Description = "Ends the server without warning, as a crash would.",
            ConfirmationMessage = $"Kill {node.Resource.Name}? What it has not yet written to disk or sent to a replica is lost.",
            IconName = "Flash",
            UpdateState = WhenRunning,
        });
        node.WithCommand(Pause, "Pause", context => PauseAsync(context, node.Resource), new CommandOptions
        {
            Description = "Freezes the server: connections stay open and nothing answers, as when a machine hangs.",
            ConfirmationMessage = $"Pause {node.Resource.Name}? It answers nobody until it is resumed.",
            IconName = "Pause",
            UpdateState = context => IsPaused(context.ResourceSnapshot) ? ResourceCommandState.Hidden : WhenRunning(context),
        });
        node.WithCommand(Resume, "Resume", context => ResumeAsync(context, node.Resource), new CommandOptions
        {
            Description = "Lets a paused server go on.",
            IconName = "PlayCircle",
            UpdateState = context => IsPaused(context.ResourceSnapshot) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
        });
    }

    private static void AddFailOver<T>(IResourceBuilder<T> node)
        where T : IResourceWithEndpoints, IRedisNodeResource =>
        node.WithCommand(
            FailOverToThis,
            "Fail over to this node",
            context => FailOverAsync(context, node.Resource),
            new CommandOptions
            {
                Description = $"Makes this replica the master and waits until every node has its new role. {TopologyCommands.FailOverPromise}",
                IconName = "ArrowSwap",
                UpdateState = context => Property(context.ResourceSnapshot, NodeStatus.RoleProperty) == NodeStatus.RoleText(NodeRole.Replica)
                    ? WhenRunning(context)
                    : ResourceCommandState.Disabled,
            });

    private static async Task<ExecuteCommandResult> FailOverAsync(ExecuteCommandContext context, IRedisNodeResource node)
    {
        var role = Controller(context, node).DescriptionOf(node.Name)?.Role;
        return role == NodeRole.Replica
            ? await TopologyCommands.FailOverAsync(context, node.Topology, node.Name).ConfigureAwait(false)
            : CommandResults.Failure($"{node.Name} is not a replica now, so it can not be promoted.");
    }

    private static async Task<ExecuteCommandResult> KillAsync(ExecuteCommandContext context, IRedisNodeResource node)
    {
        if (await NodeSignals.SendAsync(context, node, NodeSignal.Kill).ConfigureAwait(false) is { } problem)
        {
            return CommandResults.Failure(problem);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        patience.CancelAfter(EndPatience);
        var notifications = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        await notifications.WaitForResourceAsync(node.Name, KnownResourceStates.TerminalStates, patience.Token).ConfigureAwait(false);
        await Controller(context, node).ShowPausedAsync(node, isPaused: false).ConfigureAwait(false);
        return CommandResults.Success($"{node.Name} is dead");
    }

    private static async Task<ExecuteCommandResult> PauseAsync(ExecuteCommandContext context, IRedisNodeResource node)
    {
        if (await NodeSignals.SendAsync(context, node, NodeSignal.Pause).ConfigureAwait(false) is { } problem)
        {
            return CommandResults.Failure(problem);
        }

        await Controller(context, node).ShowPausedAsync(node, isPaused: true).ConfigureAwait(false);
        return CommandResults.Success($"{node.Name} is paused");
    }

    private static async Task<ExecuteCommandResult> ResumeAsync(ExecuteCommandContext context, IRedisNodeResource node)
    {
        if (await NodeSignals.SendAsync(context, node, NodeSignal.Resume).ConfigureAwait(false) is { } problem)
        {
            return CommandResults.Failure(problem);
        }

        await Controller(context, node).ShowPausedAsync(node, isPaused: false).ConfigureAwait(false);
        return CommandResults.Success($"{node.Name} goes on");
    }

    private static bool IsPaused(CustomResourceSnapshot snapshot) => Property(snapshot, NodeStatus.PausedProperty) is not null;

    private static string? Property(CustomResourceSnapshot snapshot, string name) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == name)?.Value as string;

    private static ResourceCommandState WhenRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static TopologyController Controller(ExecuteCommandContext context, IRedisNodeResource node) =>
        context.ServiceProvider.GetRequiredKeyedService<TopologyController>(node.Topology.Name);
}
