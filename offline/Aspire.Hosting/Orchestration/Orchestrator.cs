using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Takes the resources through their lives, in the order that Aspire gives its events.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    EnginePaths paths,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    ILogger<Orchestrator> logger,
    IServiceProvider services,
    TimeProvider time,
    AppHostInformation appHost) : IDisposable
{
    /// <summary>Fifteen Redis servers need two seconds, a container that ignores its signal ten.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private Task<EngineProcess>? _engine;
    private WorkloadLifecycle? _lifecycle;
    private Task _watching = Task.CompletedTask;

    /// <summary>Why the application had to stop, when nobody asked it to.</summary>
    public EngineException? Failure { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var orchestrator = paths.RequireOrchestrator();
        var endpoints = new EndpointAllocation(model, configuration);
        endpoints.RequireFreePorts();
        _engine = EngineProcess.StartAsync(orchestrator, configuration["DcpPublisher:ContainerRuntime"] ?? configuration["ASPIRE_CONTAINER_RUNTIME"], time, cancellationToken);
        Subscribe();
        var workloads = model.Resources.Where(static resource => resource.IsRunByEngine()).Select(static resource => new Workload(resource)).ToArray();
        _lifecycle = new WorkloadLifecycle(workloads, _engine, notifications, loggers, eventing, execution, services, appHost, time);
        await PublishInitialStatesAsync();

        // What the machine lacks is told before anybody begins to look for servers that will not come.
        var client = (await _engine).Client;
        foreach (var resource in model.Resources.ToArray())
        {
            await eventing.PublishAsync(
                new InitializeResourceEvent(resource, eventing, loggers, notifications, services),
                EventDispatchBehavior.NonBlockingSequential,
                _stopping.Token);
        }

        endpoints.AllocateProxyless();
        _watching = new WorkloadWatch(_lifecycle, client, notifications, logger, time).RunAsync(EngineDied, _stopping.Token);
        if (workloads.Any(static workload => workload.IsContainer))
        {
            await client.CreateAsync(EngineKinds.Network, ContainerSpecs.NetworkName, new NetworkSpec($"aspire-session-network-{Path.GetRandomFileName()[..8]}"), null, cancellationToken);
        }

        await endpoints.AllocateProxiedAsync(client, cancellationToken);
        await AnnounceEndpointsAsync(cancellationToken);
        await Task.WhenAll(workloads.Select(workload => _lifecycle.StartInitiallyAsync(workload, cancellationToken)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
        if (Interlocked.Exchange(ref _engine, null) is { } starting && await SettledAsync(starting) is { } engine)
        {
            if (Failure is null && _lifecycle is not null)
            {
                await _lifecycle.StopSendersAsync(cancellationToken);
            }

            await engine.StopAsync(ShutdownTimeout, time, cancellationToken);
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>The orchestrator, also when it is stopped while it starts; null when its start failed, which was told already.</summary>
    private static async Task<EngineProcess?> SettledAsync(Task<EngineProcess> starting)
    {
        try
        {
            return await starting;
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            return null;
        }
    }

    private void Subscribe()
    {
        eventing.Subscribe<BeforeResourceStartedEvent>((@event, cancellationToken) =>
            notifications.WaitForDependenciesAsync(@event.Resource, cancellationToken));
        eventing.Subscribe<ConnectionStringAvailableEvent>(ShowConnectionStringAsync);
    }

    private async Task ShowConnectionStringAsync(ConnectionStringAvailableEvent @event, CancellationToken cancellationToken)
    {
        if (@event.Resource is IResourceWithConnectionString resource && await resource.GetConnectionStringAsync(cancellationToken) is { } text)
        {
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                Properties = snapshot.Properties.SetProperty(CustomResourceKnownProperties.ConnectionString, text, isSensitive: true),
            });
        }
    }

    private async Task PublishInitialStatesAsync()
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var resource in model.Resources)
        {
            await notifications.PublishUpdateAsync(resource, snapshot =>
            {
                snapshot = snapshot with { CreationTimeStamp = snapshot.CreationTimeStamp ?? now };
                if (resource is ParameterResource parameter)
                {
                    var state = ParameterResourceBuilderExtensions.StateOf(parameter, out var value);
                    return snapshot with { State = state, Properties = snapshot.Properties.SetProperty("Value", value, parameter.Secret) };
                }

                return resource.IsRunByEngine() ? snapshot with { State = KnownResourceStates.NotStarted } : snapshot;
            });
        }
    }

    private async Task AnnounceEndpointsAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in model.Resources.ToArray())
        {
            var links = await Links.OfAsync(resource, execution, loggers.GetLogger(resource), cancellationToken);
            if (links.Count > 0)
            {
                await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { Urls = [.. links] });
            }

            if (resource is IResourceWithConnectionString && resource.IsRunByEngine())
            {
                await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
            }
        }
    }

    private void EngineDied(EngineException reason)
    {
        Failure = reason;
        lifetime.StopApplication();
    }
}
