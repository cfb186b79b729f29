namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that every process and container has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts it.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops it and starts it again.</summary>
    public static readonly string RestartCommand = "restart";
}

/// <summary>Adds start, stop and restart to what the orchestrator runs.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(
        IResource resource,
        Func<CancellationToken, Task> start,
        Func<CancellationToken, Task> stop,
        Func<CancellationToken, Task> restart)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Play", IconVariant.Filled, isHighlighted: true, StartState, start);
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop", IconVariant.Filled, isHighlighted: true, StopState, stop);
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", IconVariant.Regular, isHighlighted: false, RestartState, restart);
    }

    public static ResourceCommandState StartState(string? state) =>
        HasEnded(state) ? ResourceCommandState.Enabled
        : IsUnderWay(state) ? ResourceCommandState.Disabled
        : ResourceCommandState.Hidden;

    public static ResourceCommandState StopState(string? state) =>
        HasEnded(state) ? ResourceCommandState.Hidden
        : IsUnderWay(state) ? ResourceCommandState.Disabled
        : ResourceCommandState.Enabled;

    public static ResourceCommandState RestartState(string? state) =>
        HasEnded(state) || IsUnderWay(state) ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;

    private static bool HasEnded(string? state) =>
        state is not null && (state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state));

    private static bool IsUnderWay(string? state) =>
        string.IsNullOrEmpty(state)
        || state == KnownResourceStates.Starting
        || state == KnownResourceStates.Stopping
        || state == KnownResourceStates.Waiting
        || state == KnownResourceStates.RuntimeUnhealthy;

    private static void Add(
        IResource resource,
        string name,
        string displayName,
        string icon,
        IconVariant variant,
        bool isHighlighted,
        Func<string?, ResourceCommandState> state,
        Func<CancellationToken, Task> execute)
    {
        var options = new CommandOptions
        {
            IconName = icon,
            IconVariant = variant,
            IsHighlighted = isHighlighted,
            UpdateState = context => state(context.ResourceSnapshot.State?.Text),
        };
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            async context =>
            {
                await execute(context.CancellationToken);
                return CommandResults.Success();
            },
            options));
    }
}
