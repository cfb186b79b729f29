using System.Runtime.CompilerServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.DependencyInjection;
using RedisLib;
using RedisLib.Connections;
using RedisLib.Resp;

namespace Hosting.Tests;

/// <summary>An application under the real orchestrator, without the dashboard.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    public const string Password = "kept-between-runs";

    /// <summary>A topology needs some three seconds on an idle machine; the tests run beside each other.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DistributedApplication _application;
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly Task _starting;

    private TestApplication(DistributedApplication application)
    {
        _application = application;
        _starting = application.StartAsync(_patience.Token);
    }

    public ResourceNotificationService Notifications => _application.ResourceNotifications;

    public IServiceProvider Services => _application.Services;

    public CancellationToken Deadline => _patience.Token;

    /// <summary>Starts an application and returns while it is starting.</summary>
    public static TestApplication Begin(Action<IDistributedApplicationBuilder> configure)
    {
        var builder = NewBuilder();
        configure(builder);
        return new TestApplication(builder.Build());
    }

    /// <summary>Starts an application with one topology and returns when that is healthy.</summary>
    public static async Task<TestApplication> StartAsync<T>(
        Func<IDistributedApplicationBuilder, IResourceBuilder<T>> add, RedisRuntime runtime = RedisRuntime.Process)
        where T : RedisTopologyResource
    {
        var name = string.Empty;
        var application = Begin(builder => name = add(builder).WithRuntime(runtime).Resource.Name);
        try
        {
            await application.WaitUntilHealthyAsync(name);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public static IDistributedApplicationBuilder NewBuilder(params string[] arguments) => DistributedApplication.CreateBuilder(
        new DistributedApplicationOptions
        {
            Args = arguments,
            AssemblyName = typeof(TestApplication).Assembly.GetName().Name,
            DisableDashboard = true,
            AllowUnsecuredTransport = true,
        });

    public T Resource<T>(string name)
        where T : IResource => _application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<T>().Single(one => one.Name == name);

    public Task WaitUntilHealthyAsync(string name)
    {
        var healthy = Notifications.WaitForResourceHealthyAsync(name, WaitBehavior.StopOnResourceUnavailable, Deadline);
        return ExplainedAsync($"{name} to be healthy", Task.WhenAny(
            healthy, _starting.ContinueWith(starting => starting.IsFaulted ? starting : healthy, TaskScheduler.Default).Unwrap()).Unwrap());
    }

    /// <summary>Waits until a property of a resource has a value that is wanted, and answers it.</summary>
    public async Task<string> WaitForPropertyAsync(string resource, string property, Func<string?, bool> isWanted)
    {
        var snapshot = await WaitForAsync(resource, snapshot => isWanted(Value(snapshot, property)), $"another {property}");
        return Value(snapshot, property)!;
    }

    public Task<CustomResourceSnapshot> WaitForStateAsync(string resource, string state) =>
        WaitForAsync(resource, snapshot => snapshot.State?.Text == state);

    /// <summary>Waits until a resource is as is wanted, and answers how it is then.</summary>
    public async Task<CustomResourceSnapshot> WaitForAsync(
        string resource, Func<CustomResourceSnapshot, bool> isWanted, [CallerArgumentExpression(nameof(isWanted))] string what = "")
    {
        var wait = Notifications.WaitForResourceAsync(resource, update => isWanted(update.Snapshot), Deadline);
        await ExplainedAsync($"{resource}: {what}", wait);
        return (await wait).Snapshot;
    }

    public Task WaitForRoleAsync(string node, string role) => WaitForPropertyAsync(node, NodeStatus.RoleProperty, value => value == role);

    public Task<string?> PropertyAsync(string resource, string property) => SnapshotAsync(resource, snapshot => Value(snapshot, property));

    public Task<string?> StateAsync(string resource) => SnapshotAsync(resource, snapshot => snapshot.State?.Text);

    /// <summary>Runs a command as the dashboard does, and fails the test when the command fails.</summary>
    public async Task<ExecuteCommandResult> ExecuteAsync(string resource, string command)
    {
        var result = await _application.ResourceCommands.ExecuteCommandAsync(Resource<IResource>(resource), command, Deadline);
        Assert.True(result.Success, $"{command} on {resource}: {result.Message}");
        return result;
    }

    public Task<ExecuteCommandResult> TryExecuteAsync(string resource, string command) =>
        _application.ResourceCommands.ExecuteCommandAsync(Resource<IResource>(resource), command, Deadline);

    /// <summary>Runs a Redis command on one node.</summary>
    public async Task<RespValue> RunAsync(string node, string command, params RedisArgument[] arguments)
    {
        var resource = Resource<IRedisNodeResource>(node);
        var endpoint = resource.GetEndpoint(RedisTopologyResource.EndpointName);
        var password = resource.Topology.PasswordParameter is { } parameter ? await parameter.GetValueAsync(Deadline) : null;
        await using var connection = new NodeConnection(
            new NodeConnectionOptions { Endpoint = new RedisEndpoint(endpoint.Host, endpoint.Port), Password = password });
        await connection.WaitUntilConnectedAsync(Deadline);
        return await connection.ExecuteAsync(RedisCommand.Create(command, arguments), Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using (var stopping = new CancellationTokenSource(Patience))
        {
            await _application.StopAsync(stopping.Token);
        }

        await _application.DisposeAsync();
        _patience.Dispose();
    }

    /// <summary>Waits; a wait that fails says how every resource is, because a test that failed elsewhere can not be asked any more.</summary>
    private async Task ExplainedAsync(string what, Task wait)
    {
        try
        {
            await wait;
        }
        catch (Exception failure)
        {
            var resources = _application.Services.GetRequiredService<DistributedApplicationModel>().Resources;
            var loggers = _application.Services.GetRequiredService<ResourceLoggerService>();
            throw new InvalidOperationException(
                $"Waited for {what}: {failure.Message}\n{await FailureReport.WriteAsync(resources, Notifications, loggers)}", failure);
        }
    }

    private async Task<string?> SnapshotAsync(string resource, Func<CustomResourceSnapshot, string?> read) =>
        read((await Notifications.WaitForResourceAsync(resource, _ => true, Deadline)).Snapshot);

    private static string? Value(CustomResourceSnapshot snapshot, string property) =>
        snapshot.Properties.FirstOrDefault(one => one.Name == property)?.Value as string;
}
