using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Builds an application that the real orchestrator runs and the real dashboard shows.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    /// <summary>The command line's words for what Aspire calls by settings.</summary>
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Pipeline:OutputPath",
        ["--step"] = "Pipeline:Step",
    };

    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationEventing _eventing = new();

    /// <summary>Starts from the command line.</summary>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>Starts from options.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        var variables = new ConfigurationManager();
        variables.AddEnvironmentVariables(prefix: "ASPIRE_");

        // The content root, where appsettings.json is, is every host's: the current directory, unless a variable or an argument names another one.
        _host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = options.Args,
            ApplicationName = AppHostAssembly?.GetName().Name,
            Configuration = variables,
        });
        AppHostDirectory = MetadataOf(AppHostAssembly, "apphostprojectpath") ?? _host.Environment.ContentRootPath;
        _host.Configuration.AddCommandLine(options.Args ?? [], Switches);

        // Outside Development the host leaves the user's secrets out, but generated passwords are kept there.
        if (!_host.Environment.IsDevelopment() && AppHostAssembly is not null)
        {
            _host.Configuration.AddUserSecrets(AppHostAssembly, optional: true);
        }

        ExecutionContext = new DistributedApplicationExecutionContext(OperationOf(_host.Configuration));
        AddServices(options);
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public IDistributedApplicationEventing Eventing => _eventing;

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource =>
        new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        var host = _host.Build();
        _eventing.Logger = host.Services.GetRequiredService<ILogger<DistributedApplicationEventing>>();
        return new DistributedApplication(host);
    }

    internal static string? MetadataOf(Assembly? assembly, string key) =>
        assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => string.Equals(attribute.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;

    private static DistributedApplicationOperation OperationOf(IConfiguration configuration) =>
        configuration["Publishing:Publisher"] is { Length: > 0 } || string.Equals(configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase)
            ? DistributedApplicationOperation.Publish
            : DistributedApplicationOperation.Run;

    private void AddServices(DistributedApplicationOptions options)
    {
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        _host.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        _host.Services.TryAddSingleton(TimeProvider.System);
        _host.Services.AddSingleton(options);
        _host.Services.AddSingleton<IDistributedApplicationEventing>(_eventing);
        _host.Services.AddSingleton(ExecutionContext);
        _host.Services.AddSingleton(_ => new DistributedApplicationModel(Resources));
        _host.Services.AddSingleton<ResourceLoggerService>();
        _host.Services.AddSingleton<ResourceNotificationService>();
        _host.Services.AddSingleton(services => new ResourceCommandService(
            services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<ResourceLoggerService>(),
            services));
        _host.Services.AddHealthChecks();
        _host.Services.AddHostedService<ResourceHealthMonitor>();
        _host.Services.AddSingleton(EnginePaths.From(_host.Configuration, AppHostAssembly));
        _host.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Orchestrator>(services, new AppHostInformation(AppHostAssembly, AppHostDirectory)));

        // The host waits this long for everything to end; the orchestrator kills what takes longer.
        _host.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Orchestrator.ShutdownTimeout);
        if (!options.DisableDashboard && ExecutionContext.IsRunMode)
        {
            DashboardSetup.AddTo(this, options);
        }
    }
}

/// <summary>What the AppHost's build says about itself.</summary>
internal sealed record AppHostInformation(Assembly? Assembly, string Directory);
