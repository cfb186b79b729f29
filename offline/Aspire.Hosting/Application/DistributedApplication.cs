using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>An application of many parts, run on this machine.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    /// <summary>Wraps the host that carries everything.</summary>
    public DistributedApplication(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
    }

    /// <summary>The services of the AppHost.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Knows how the resources are.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Tells the resources to do something.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Begins an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs until it is told to stop.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="DistributedApplicationException">The machine lacks something, or the orchestrator died; the message is one line.</exception>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        var orchestrator = Services.GetRequiredService<Orchestrator>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await StartAsync(cancellationToken);
            ApplicationLog.Started(Logger);
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (orchestrator.Failure is { } failure)
            {
                throw failure;
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // Told to stop while it was starting.
        }
        finally
        {
            await StopAsync(CancellationToken.None);
            await DisposeAsync();
        }
    }

    /// <summary>Starts everything.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var context = Services.GetRequiredService<DistributedApplicationExecutionContext>();
        if (context.IsPublishMode)
        {
            throw new EngineException("Publishing needs the Aspire packages, which this build stands in for: build with AspirePackages=nuget where the registry has them.");
        }

        var eventing = Services.GetRequiredService<IDistributedApplicationEventing>();
        foreach (var subscriber in Services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(eventing, context, cancellationToken);
        }

        ApplicationLog.Starting(Logger);
        var model = Services.GetRequiredService<DistributedApplicationModel>();
        await eventing.PublishAsync(new BeforeStartEvent(Services, model), cancellationToken);
        await _host.StartAsync(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await Services.GetRequiredService<Orchestrator>().StartAsync(either.Token);
    }

    /// <summary>Stops everything.</summary>
    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        // Both at once: what runs need not wait for who watches it.
        await Task.WhenAll(
            Services.GetRequiredService<Orchestrator>().StopAsync(cancellationToken),
            _host.StopAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _host is IAsyncDisposable asynchronous ? asynchronous.DisposeAsync() : ValueTask.CompletedTask;
    }

    private ILogger Logger => Services.GetRequiredService<ILogger<DistributedApplication>>();
}

/// <summary>What the application logs.</summary>
internal static partial class ApplicationLog
{
    [LoggerMessage(1, LogLevel.Information, "Distributed application starting.")]
    public static partial void Starting(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Distributed application started. Press Ctrl+C to shut down.")]
    public static partial void Started(ILogger logger);
}
