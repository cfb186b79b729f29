using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Holds a resource back until what it waits for is there.</summary>
internal static class DependencyWaits
{
    public static async Task RunAsync(ResourceNotificationService notifications, IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        if (waits.Length == 0)
        {
            return;
        }

        await notifications.PublishUpdateAsync(resource, static state => state with { State = KnownResourceStates.Waiting });
        await Task.WhenAll(waits.Select(wait => RunAsync(notifications, resource, wait, cancellationToken)));
    }

    private static async Task RunAsync(
        ResourceNotificationService notifications,
        IResource resource,
        WaitAnnotation wait,
        CancellationToken cancellationToken)
    {
        var behavior = wait.WaitBehavior ?? notifications.DefaultWaitBehavior;
        var reached = await notifications.WaitForResourceAsync(
            wait.Resource.Name,
            state => IsReached(wait, state.Snapshot)
                || (wait.WaitType == WaitType.WaitForCompletion ? HasEnded(state.Snapshot) : behavior == WaitBehavior.StopOnResourceUnavailable && ResourceNotificationService.IsUnavailable(state.Snapshot)),
            cancellationToken);
        if (!IsReached(wait, reached.Snapshot))
        {
            throw new DistributedApplicationException(Describe(resource, wait, reached.Snapshot));
        }

        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await reached.Snapshot.ReadyHandlers!.WaitAsync(cancellationToken);
        }
    }

    private static bool IsReached(WaitAnnotation wait, CustomResourceSnapshot snapshot) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => HasEnded(snapshot) && snapshot.State?.Text != KnownResourceStates.FailedToStart && (snapshot.ExitCode ?? 0) == wait.ExitCode,
        _ => snapshot.HealthStatus == HealthStatus.Healthy && snapshot.ReadyHandlers is not null,
    };

    private static bool HasEnded(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } text && KnownResourceStates.TerminalStates.Contains(text);

    private static string Describe(IResource resource, WaitAnnotation wait, CustomResourceSnapshot snapshot) =>
        wait.WaitType == WaitType.WaitForCompletion
            ? $"Resource '{resource.Name}' waits for '{wait.Resource.Name}' to end with exit code {wait.ExitCode}, but it is {snapshot.State?.Text} with exit code {snapshot.ExitCode}."
            : $"Dependency resource '{wait.Resource.Name}' of '{resource.Name}' failed to start: its state is {snapshot.State?.Text}.";
}
