using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>Something that happened to the application.</summary>
public interface IDistributedApplicationEvent;

/// <summary>Something that happened to a resource.</summary>
public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
{
    /// <summary>The resource.</summary>
    IResource Resource { get; }
}

/// <summary>Tells those who want to know of what happens.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Wants to know of an event.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Wants to know of an event of one resource.</summary>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    /// <summary>Wants to know no longer.</summary>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Tells one after the other, and waits for each.</summary>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;

    /// <summary>Tells as the behaviour says.</summary>
    Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;
}

/// <summary>Who wants to know.</summary>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>How to tell.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}

/// <summary>Who wants to know of one resource.</summary>
public class DistributedApplicationResourceEventSubscription(
    IResource? resource,
    Func<IDistributedApplicationResourceEvent, CancellationToken, Task> callback)
    : DistributedApplicationEventSubscription((@event, cancellationToken) => callback((IDistributedApplicationResourceEvent)@event, cancellationToken))
{
    /// <summary>Which.</summary>
    public IResource? Resource { get; } = resource;
}

/// <summary>Who waits for whom when an event is published.</summary>
public enum EventDispatchBehavior
{
    /// <summary>The publisher waits; handlers run one after the other; the first failure ends it.</summary>
    BlockingSequential = 0,

    /// <summary>The publisher waits; handlers run side by side.</summary>
    BlockingConcurrent = 1,

    /// <summary>The publisher goes on; handlers run one after the other.</summary>
    NonBlockingSequential = 2,

    /// <summary>The publisher goes on; handlers run side by side.</summary>
    NonBlockingConcurrent = 3,
}
