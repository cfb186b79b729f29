using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.Eventing;

/// <summary>Keeps who wants to know of which event, and tells them.</summary>
public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly ConcurrentDictionary<Type, ImmutableList<DistributedApplicationEventSubscription>> _subscriptions = new();

    /// <summary>Where a handler that nobody waits for reports its failure.</summary>
    internal ILogger Logger { get; set; } = NullLogger.Instance;

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent =>
        Add<T>(new DistributedApplicationEventSubscription((@event, cancellationToken) => callback((T)@event, cancellationToken)));

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent =>
        Add<T>(new DistributedApplicationResourceEventSubscription(
            resource,
            (@event, cancellationToken) => @event.Resource == resource ? callback((T)@event, cancellationToken) : Task.CompletedTask));

    /// <inheritdoc/>
    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        foreach (var type in _subscriptions.Keys)
        {
            _subscriptions.AddOrUpdate(type, [], (_, existing) => existing.Remove(subscription));
        }
    }

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        var subscriptions = _subscriptions.GetValueOrDefault(typeof(T), []);
        if (subscriptions.Count == 0)
        {
            return Task.CompletedTask;
        }

        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingSequential:
                return RunInTurnAsync(subscriptions, @event, cancellationToken);
            case EventDispatchBehavior.BlockingConcurrent:
                return Task.WhenAll(subscriptions.Select(subscription => subscription.Callback(@event, cancellationToken)));
            case EventDispatchBehavior.NonBlockingSequential:
                _ = ReportFailureAsync(Task.Run(() => RunInTurnAsync(subscriptions, @event, cancellationToken), CancellationToken.None), @event, cancellationToken);
                return Task.CompletedTask;
            default:
                foreach (var subscription in subscriptions)
                {
                    _ = ReportFailureAsync(Task.Run(() => subscription.Callback(@event, cancellationToken), CancellationToken.None), @event, cancellationToken);
                }

                return Task.CompletedTask;
        }
    }

    private static async Task RunInTurnAsync(
        ImmutableList<DistributedApplicationEventSubscription> subscriptions,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions)
        {
            await subscription.Callback(@event, cancellationToken);
        }
    }

    private async Task ReportFailureAsync(Task handler, IDistributedApplicationEvent @event, CancellationToken cancellationToken)
    {
        try
        {
            await handler;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application is shutting down.
        }
        catch (Exception exception)
        {
            EventingLog.HandlerFailed(Logger, exception, @event.GetType().Name, (@event as IDistributedApplicationResourceEvent)?.Resource.Name ?? "the application");
        }
    }

    private DistributedApplicationEventSubscription Add<T>(DistributedApplicationEventSubscription subscription)
    {
        _subscriptions.AddOrUpdate(typeof(T), [subscription], (_, existing) => existing.Add(subscription));
        return subscription;
    }
}

/// <summary>What eventing logs.</summary>
internal static partial class EventingLog
{
    [LoggerMessage(1, LogLevel.Error, "A handler of {Event} failed for {Resource}.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string @event, string resource);
}
