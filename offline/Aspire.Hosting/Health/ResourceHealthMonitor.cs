using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Health;

/// <summary>
/// Runs the health checks of every resource from the moment it runs until it has ended, and announces it as ready when all
/// of them are healthy for the first time.
/// </summary>
internal sealed class ResourceHealthMonitor(
    ILogger<ResourceHealthMonitor> logger,
    ResourceNotificationService notifications,
    HealthCheckService healthChecks,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time) : BackgroundService
{
    /// <summary>A healthy resource is asked seldom; who wants to know sooner publishes a change of its state.</summary>
    private static readonly TimeSpan HealthyInterval = TimeSpan.FromSeconds(30);

    /// <summary>An unhealthy one is asked this much later for every failure in a row, so that a start is seen soon and a long failure costs little.</summary>
    private static readonly TimeSpan UnhealthyStep = TimeSpan.FromMilliseconds(250);

    /// <summary>Every five seconds is often enough for what has failed for long.</summary>
    private const int MaxUnhealthySteps = 20;

    private readonly Dictionary<string, Monitored> _monitored = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var update in notifications.WatchAsync(stoppingToken))
            {
                Observe(update, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The application is shutting down.
        }
    }

    private void Observe(ResourceEvent update, CancellationToken stoppingToken)
    {
        var text = update.Snapshot.State?.Text;
        var isKnown = _monitored.TryGetValue(update.ResourceId, out var monitored);
        if (!isKnown && text == KnownResourceStates.Running)
        {
            monitored = new Monitored(CancellationTokenSource.CreateLinkedTokenSource(stoppingToken)) { StateText = text };
            _monitored[update.ResourceId] = monitored;
            _ = MonitorAsync(update.Resource, monitored, monitored.Stop.Token);
        }
        else if (isKnown && text is not null && KnownResourceStates.TerminalStates.Contains(text))
        {
            _monitored.Remove(update.ResourceId);
            monitored!.Stop.Cancel();
        }
        else if (isKnown && monitored!.StateText != text)
        {
            monitored.StateText = text;
            monitored.Wake();
        }
    }

    private async Task MonitorAsync(IResource resource, Monitored monitored, CancellationToken cancellationToken)
    {
        try
        {
            var checks = SnapshotDefaults.HealthChecksOf(resource).ToHashSet(StringComparer.Ordinal);
            var failures = 0;
            var isReady = false;
            while (checks.Count > 0)
            {
                var isHealthy = await RunChecksAsync(resource, checks, cancellationToken);
                failures = isHealthy ? 0 : Math.Min(failures + 1, MaxUnhealthySteps);
                if (isHealthy && !isReady)
                {
                    isReady = true;
                    await AnnounceAsync(resource, cancellationToken);
                }

                await monitored.DelayAsync(isHealthy ? HealthyInterval : failures * UnhealthyStep, time, cancellationToken);
            }

            await AnnounceAsync(resource, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The resource has ended, or the application is shutting down.
        }
        catch (Exception exception)
        {
            HealthLog.MonitorFailed(logger, exception, resource.Name);
        }
        finally
        {
            await ResetAsync(resource);
        }
    }

    private async Task<bool> RunChecksAsync(IResource resource, HashSet<string> checks, CancellationToken cancellationToken)
    {
        var report = await healthChecks.CheckHealthAsync(registration => checks.Contains(registration.Name), cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            HealthReports =
            [
                .. snapshot.HealthReports.Select(previous => report.Entries.TryGetValue(previous.Name, out var entry)
                    ? new HealthReportSnapshot(previous.Name, entry.Status, entry.Description, entry.Exception?.ToString()) { LastRunAt = now }
                    : previous),
            ],
        });
        return report.Entries.Count >= checks.Count && report.Status == HealthStatus.Healthy;
    }

    /// <summary>Publishes the event and keeps its handlers in the snapshot, because who waits for health waits for them too.</summary>
    private Task AnnounceAsync(IResource resource, CancellationToken cancellationToken)
    {
        var handlers = eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
        return notifications.PublishUpdateAsync(resource, snapshot => snapshot with { ReadyHandlers = handlers });
    }

    private Task ResetAsync(IResource resource) => notifications.PublishUpdateAsync(resource, snapshot => snapshot with
    {
        ReadyHandlers = null,
        HealthReports = [.. snapshot.HealthReports.Select(static report => report with { Status = null })],
    });

    /// <summary>A resource that is watched, and what interrupts the pause between two rounds of its checks.</summary>
    private sealed class Monitored(CancellationTokenSource stop)
    {
        private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Stop { get; } = stop;

        public string? StateText { get; set; }

        public void Wake() => _wake.TrySetResult();

        public async Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_wake.Task, Task.Delay(delay, time, pause.Token));
            await pause.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

/// <summary>What health monitoring logs.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(1, LogLevel.Error, "Monitoring the health of resource {Resource} failed.")]
    public static partial void MonitorFailed(ILogger logger, Exception exception, string resource);
}
