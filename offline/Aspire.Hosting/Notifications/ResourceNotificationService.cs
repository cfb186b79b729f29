using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A new state of a resource.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its name in the orchestrator; for custom resources their own name.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>How it is now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>Knows how every resource is, and tells those who watch.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly ILogger<ResourceNotificationService> _logger;
    private readonly IServiceProvider _services;
    private readonly CancellationToken _stopping;

    /// <summary>Made by the application.</summary>
    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        _logger = logger;
        _services = serviceProvider;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token, hostApplicationLifetime.ApplicationStopping).Token;
    }

    internal WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.WaitOnResourceUnavailable;

    /// <summary>Changes the state of a resource and tells the watchers, unless it is the same as before.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, IdOf(resource), stateFactory);

    /// <summary>Changes the state of one instance of a resource and tells the watchers, unless it is the same as before.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);
        lock (_lock)
        {
            var known = _current.TryGetValue(resourceId, out var before);
            var previous = before?.Snapshot ?? SnapshotDefaults.Of(resource);
            var next = SnapshotDefaults.Complete(resource, stateFactory(previous), _services);
            if (known && next == previous)
            {
                return Task.CompletedTask;
            }

            var update = new ResourceEvent(resource, resourceId, next);
            _current[resourceId] = update;
            if (next.State is { Text.Length: > 0 } state && state.Text != previous.State?.Text)
            {
                NotificationLog.StateChanged(_logger, resource.Name, resourceId, previous.State?.Text ?? "", state.Text);
            }

            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(update);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>How an instance is now.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent) =>
        _current.TryGetValue(resourceId, out resourceEvent)
        || (resourceEvent = _current.Values.FirstOrDefault(state => NamesEqual(state.Resource.Name, resourceId))) is not null;

    /// <summary>All current states first, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Unbounded, because a dropped update would leave a watcher with a wrong picture; updates are few and watchers quick.
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (var state in _current.Values)
            {
                channel.Writer.TryWrite(state);
            }

            _watchers.Add(channel);
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping);
            await foreach (var update in channel.Reader.ReadAllAsync(either.Token))
            {
                yield return update;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>Waits until the resource is in a state, Running by default.</summary>
    public async Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        await WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until the resource is in one of some states, and says in which.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var wanted = targetStates.ToArray();
        var reached = await WaitForResourceAsync(
            resourceName,
            state => wanted.Contains(state.Snapshot.State?.Text, StringComparer.OrdinalIgnoreCase),
            cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until something is true of the resource.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var state in WatchAsync(cancellationToken))
        {
            if (NamesEqual(resourceName, state.Resource.Name) && predicate(state))
            {
                return state;
            }
        }

        throw new OperationCanceledException($"The operation was cancelled before the resource '{resourceName}' met the condition.");
    }

    /// <summary>Waits until the resource runs, is healthy, and the handlers of its ResourceReadyEvent are done.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until the resource runs, is healthy, and the handlers of its ResourceReadyEvent are done.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var state = await WaitForResourceAsync(
            resourceName,
            state => (state.Snapshot.HealthStatus == HealthStatus.Healthy && state.Snapshot.ReadyHandlers is not null)
                || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && IsUnavailable(state.Snapshot)),
            cancellationToken);
        if (state.Snapshot.HealthStatus != HealthStatus.Healthy)
        {
            throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because it failed to start: its state is {state.Snapshot.State?.Text}.");
        }

        await state.Snapshot.ReadyHandlers!.WaitAsync(cancellationToken);
        return state;
    }

    /// <summary>Waits for all that the resource waits for.</summary>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) =>
        DependencyWaits.RunAsync(this, resource, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed.Cancel();
        GC.SuppressFinalize(this);
    }

    internal IEnumerable<ResourceEvent> CurrentStates() => [.. _current.Values];

    internal static string IdOf(IResource resource) => resource.TryGetLastAnnotation<EngineNameAnnotation>(out var name) ? name.Name : resource.Name;

    internal static bool IsUnavailable(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } text && (KnownResourceStates.TerminalStates.Contains(text) || text == KnownResourceStates.RuntimeUnhealthy);

    private static bool NamesEqual(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What notifications log.</summary>
internal static partial class NotificationLog
{
    [LoggerMessage(1, LogLevel.Debug, "Resource {Resource}/{ResourceId} changed state: {Previous} -> {State}")]
    public static partial void StateChanged(ILogger logger, string resource, string resourceId, string previous, string state);
}
