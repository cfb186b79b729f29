using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Follows what the orchestrator says of the workloads, and notices its death.</summary>
internal sealed class WorkloadWatch(
    WorkloadLifecycle lifecycle,
    EngineClient client,
    ResourceNotificationService notifications,
    ILogger logger,
    TimeProvider time)
{
    /// <summary>Watches have been seen to fall silent after minutes; a new one begins with all there is.</summary>
    private static readonly TimeSpan WatchLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>So many failures in a row, a second in all, mean that nobody is there any more.</summary>
    private const int MaxFailures = 5;

    /// <summary>Ends when it is told to, or with the orchestrator, whose end it then reports.</summary>
    public async Task RunAsync(Action<EngineException> died, CancellationToken cancellationToken)
    {
        var ended = await Task.WhenAny(
            FollowAsync(EngineKinds.Executable, OnExecutableAsync, cancellationToken),
            FollowAsync(EngineKinds.Container, OnContainerAsync, cancellationToken));
        if (!cancellationToken.IsCancellationRequested)
        {
            died(new EngineException(ended.Exception is { InnerException: { } reason }
                ? $"What Aspire's orchestrator (dcp) says cannot be understood, and the application stops: {reason.Message}"
                : "Aspire's orchestrator (dcp) has ended unexpectedly; the application stops, as nothing can be started or seen any more."));
        }
    }

    /// <summary>Ends when the orchestrator is gone, or when it is told to.</summary>
    private async Task FollowAsync<TSpec, TStatus>(
        EngineKind<TSpec, TStatus> kind,
        Func<EngineObject<TSpec, TStatus>, Workload, Task> update,
        CancellationToken cancellationToken)
        where TSpec : class
        where TStatus : class
    {
        var failures = 0;
        while (failures < MaxFailures && !cancellationToken.IsCancellationRequested)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(WatchLifetime);
            try
            {
                await foreach (var change in client.WatchAsync(kind, limit.Token))
                {
                    failures = 0;
                    await ObserveAsync(change, update);
                }

                failures++;
            }
            catch (OperationCanceledException)
            {
                // Time for a new watch, or for the end.
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or EngineException)
            {
                failures++;
                WatchLog.Failed(logger, kind.Plural, exception.Message);
                await Task.Delay(RetryInterval, time, CancellationToken.None);
            }
        }
    }

    private async Task ObserveAsync<TSpec, TStatus>(EngineChange<TSpec, TStatus> change, Func<EngineObject<TSpec, TStatus>, Workload, Task> update)
        where TSpec : class
        where TStatus : class
    {
        var changed = change.Object!;
        if (change.Type is not ("ADDED" or "MODIFIED")
            || lifecycle.Find(changed.Metadata.Name) is not { } workload
            || changed.Metadata.Uid == workload.RemovedUid)
        {
            return;
        }

        workload.Uid = changed.Metadata.Uid;
        await update(changed, workload);
    }

    private Task OnExecutableAsync(EngineObject<ExecutableSpec, ExecutableStatus> executable, Workload workload) =>
        notifications.PublishUpdateAsync(workload.Resource, snapshot => WorkloadSnapshots.Apply(snapshot, executable, workload.Resource));

    private Task OnContainerAsync(EngineObject<ContainerSpec, ContainerStatus> container, Workload workload) =>
        notifications.PublishUpdateAsync(workload.Resource, snapshot => WorkloadSnapshots.Apply(snapshot, container));
}

/// <summary>What watching logs.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(1, LogLevel.Debug, "The watch of {Kind} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string kind, string reason);
}
