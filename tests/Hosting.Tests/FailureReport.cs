using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

/// <summary>How every resource of an application is, and what those said last that do not run: why a test failed that waited for them.</summary>
internal static class FailureReport
{
    private const int LastLines = 10;

    /// <summary>The orchestrator hands out a log at once; how long to wait for a line that does not come.</summary>
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(3);

    public static async Task<string> WriteAsync(
        IEnumerable<IResource> resources, ResourceNotificationService notifications, ResourceLoggerService loggers)
    {
        var told = await Task.WhenAll(resources.OfType<IResourceWithWaitSupport>().Select(resource => TellAsync(resource, notifications, loggers)));
        return string.Join('\n', told);
    }

    private static async Task<string> TellAsync(IResource resource, ResourceNotificationService notifications, ResourceLoggerService loggers)
    {
        using var patience = new CancellationTokenSource(LogPatience);
        var snapshot = (await notifications.WaitForResourceAsync(resource.Name, _ => true, patience.Token)).Snapshot;
        var properties = snapshot.Properties.Where(property => property.Name.StartsWith(NodeStatus.PropertyPrefix, StringComparison.Ordinal));
        var line = $"{resource.Name}: {snapshot.State?.Text} {snapshot.HealthStatus} exit code {snapshot.ExitCode?.ToString() ?? "none"} "
            + string.Join(", ", properties.Select(property => $"{property.Name}={property.Value}"));
        var isFine = resource is not RedisTopologyResource && snapshot.State?.Text == KnownResourceStates.Running;
        return isFine ? line : string.Join("\n    ", [line, .. await LogAsync(resource, loggers)]);
    }

    /// <summary>The last lines of a log, which has no end while its resource may write to it.</summary>
    private static async Task<IEnumerable<string>> LogAsync(IResource resource, ResourceLoggerService loggers)
    {
        var lines = new List<string>();
        using var patience = new CancellationTokenSource(LogPatience);
        try
        {
            await foreach (var batch in loggers.WatchAsync(resource).WithCancellation(patience.Token))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing more was said.
        }

        return lines.TakeLast(LastLines);
    }
}
