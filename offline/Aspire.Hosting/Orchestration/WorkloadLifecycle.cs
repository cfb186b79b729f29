using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Projects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts and stops workloads, at the beginning and on command.</summary>
internal sealed class WorkloadLifecycle
{
    /// <summary>A container that ignores its signal is killed after ten seconds.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A service that is slow to end must not hold up the end of everything.</summary>
    private static readonly TimeSpan SenderTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly Dictionary<string, Workload> _workloads;
    private readonly Task<EngineProcess> _engine;
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _loggers;
    private readonly IDistributedApplicationEventing _eventing;
    private readonly DistributedApplicationExecutionContext _execution;
    private readonly IServiceProvider _services;
    private readonly AppHostInformation _appHost;
    private readonly TimeProvider _time;

    public WorkloadLifecycle(
        IReadOnlyList<Workload> workloads,
        Task<EngineProcess> engine,
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        IDistributedApplicationEventing eventing,
        DistributedApplicationExecutionContext execution,
        IServiceProvider services,
        AppHostInformation appHost,
        TimeProvider time)
    {
        _workloads = workloads.ToDictionary(static workload => workload.Name, StringComparer.OrdinalIgnoreCase);
        _engine = engine;
        _notifications = notifications;
        _loggers = loggers;
        _eventing = eventing;
        _execution = execution;
        _services = services;
        _appHost = appHost;
        _time = time;
        var streams = new LogStreams(loggers, engine);
        loggers.WatchersChanged = (name, any) =>
        {
            if (Find(name) is { } workload)
            {
                streams.WatchersChanged(workload, any);
            }
        };
        foreach (var workload in workloads)
        {
            LifecycleCommands.AddTo(
                workload.Resource,
                cancellationToken => InTurnAsync(workload, StartAgainAsync, cancellationToken),
                cancellationToken => InTurnAsync(workload, StopAsync, cancellationToken),
                cancellationToken => InTurnAsync(workload, RestartAsync, cancellationToken));
        }
    }

    public Workload? Find(string name) => _workloads.GetValueOrDefault(name);

    public Task StartInitiallyAsync(Workload workload, CancellationToken cancellationToken) =>
        InTurnAsync(workload, StartAsync, cancellationToken);

    /// <summary>
    /// Ends what sends telemetry while the dashboard still takes it: a sender that finds it gone tries for seconds to get rid
    /// of its last spans. Executables only, as containers hardly send any.
    /// </summary>
    public async Task StopSendersAsync(CancellationToken cancellationToken)
    {
        var client = (await _engine).Client;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SenderTimeout);
        try
        {
            await Task.WhenAll(_workloads.Values
                .Where(static workload => workload.IsCreated && !workload.IsContainer && workload.Resource.HasAnnotationOfType<OtlpExporterAnnotation>())
                .Select(workload => StopSenderAsync(client, workload, limit.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or EngineException)
        {
            // It ends with everything else, then.
        }
    }

    private async Task StopSenderAsync(EngineClient client, Workload workload, CancellationToken cancellationToken)
    {
        await client.StopAsync(workload.Plural, workload.Name, cancellationToken);
        while (await client.GetAsync(EngineKinds.Executable, workload.Name, cancellationToken) is { Status.FinishTimestamp: null })
        {
            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    private static async Task InTurnAsync(Workload workload, Func<Workload, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        await workload.Gate.WaitAsync(cancellationToken);
        try
        {
            await action(workload, cancellationToken);
        }
        finally
        {
            workload.Gate.Release();
        }
    }

    private async Task StartAsync(Workload workload, CancellationToken cancellationToken)
    {
        var resource = workload.Resource;
        await _notifications.PublishUpdateAsync(resource, static snapshot => snapshot with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null });
        try
        {
            await _eventing.PublishAsync(new BeforeResourceStartedEvent(resource, _services), cancellationToken);
            await _notifications.PublishUpdateAsync(resource, static snapshot => snapshot with { State = KnownResourceStates.Starting });
            await CreateAsync(workload, cancellationToken);
            workload.IsCreated = true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LifecycleLog.StartFailed(_loggers.GetLogger(resource), resource.Name, exception is DistributedApplicationException ? exception.Message : exception.ToString());
            await _notifications.PublishUpdateAsync(resource, static snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
            });
        }
    }

    private async Task CreateAsync(Workload workload, CancellationToken cancellationToken)
    {
        var resource = workload.Resource;
        var logger = _loggers.GetLogger(resource);
        var variables = await WorkloadConfiguration.VariablesAsync(resource, _execution, logger, cancellationToken);
        var arguments = await WorkloadConfiguration.ArgumentsAsync(resource, _execution, logger, cancellationToken);
        var client = (await _engine).Client;
        if (workload.IsContainer)
        {
            var container = await ContainerSpecs.OfAsync(workload, arguments, variables, _services, cancellationToken);
            await client.CreateAsync(EngineKinds.Container, workload.Name, container, workload.Annotations(), cancellationToken);
            return;
        }

        var project = resource is ProjectResource ? ProjectCommand.Of(resource, _appHost.Assembly) : null;
        var executable = new ExecutableSpec
        {
            ExecutablePath = project?.Path ?? ((ExecutableResource)resource).Command,
            WorkingDirectory = project?.WorkingDirectory ?? ((ExecutableResource)resource).WorkingDirectory,
            Args = [.. project?.Arguments ?? [], .. arguments],
            Env = variables,
        };
        await client.CreateAsync(EngineKinds.Executable, workload.Name, executable, workload.Annotations(), cancellationToken);
    }

    private async Task StartAgainAsync(Workload workload, CancellationToken cancellationToken)
    {
        await RemoveAsync(workload, cancellationToken);
        await StartAsync(workload, cancellationToken);
    }

    private async Task RestartAsync(Workload workload, CancellationToken cancellationToken)
    {
        await StopAsync(workload, cancellationToken);
        await StartAgainAsync(workload, cancellationToken);
    }

    /// <summary>Done when the workload has ended, so that who stopped it can rely on that.</summary>
    private async Task StopAsync(Workload workload, CancellationToken cancellationToken)
    {
        var resource = workload.Resource;
        if (!workload.IsCreated || (_notifications.TryGetCurrentState(workload.Name, out var state) && HasEnded(state)))
        {
            return;
        }

        await _notifications.PublishUpdateAsync(resource, static snapshot => snapshot with { State = KnownResourceStates.Stopping });
        await (await _engine).Client.StopAsync(workload.Plural, workload.Name, cancellationToken);
        await WithinAsync(workload, "stop", limit => _notifications.WaitForResourceAsync(resource.Name, HasEnded, limit), cancellationToken);
    }

    /// <summary>An object cannot be started twice: the old one goes, and a new one of the same name comes.</summary>
    private async Task RemoveAsync(Workload workload, CancellationToken cancellationToken)
    {
        if (!workload.IsCreated)
        {
            return;
        }

        var client = (await _engine).Client;
        await client.DeleteAsync(workload.Plural, workload.Name, cancellationToken);
        await WithinAsync(workload, "be removed", limit => UntilGoneAsync(client, workload, limit), cancellationToken);
        workload.RemovedUid = workload.Uid;
        workload.IsCreated = false;
    }

    private async Task UntilGoneAsync(EngineClient client, Workload workload, CancellationToken cancellationToken)
    {
        while (workload.IsContainer
            ? await client.GetAsync(EngineKinds.Container, workload.Name, cancellationToken) is not null
            : await client.GetAsync(EngineKinds.Executable, workload.Name, cancellationToken) is not null)
        {
            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    private static async Task WithinAsync(Workload workload, string what, Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopTimeout);
        try
        {
            await wait(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"Resource '{workload.Resource.Name}' did not {what} within {StopTimeout.TotalSeconds:0} s.", exception);
        }
    }

    private static bool HasEnded(ResourceEvent state) =>
        state.Snapshot.State?.Text is { } text && KnownResourceStates.TerminalStates.Contains(text);
}

/// <summary>What the lives of workloads log.</summary>
internal static partial class LifecycleLog
{
    [LoggerMessage(1, LogLevel.Error, "Failed to start resource '{Resource}': {Reason}")]
    public static partial void StartFailed(ILogger logger, string resource, string reason);
}
