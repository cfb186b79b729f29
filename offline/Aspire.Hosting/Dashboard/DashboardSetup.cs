using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Adds the dashboard to an application.</summary>
internal static class DashboardSetup
{
    private const string DefaultUrl = "http://localhost:18888";

    public static void AddTo(DistributedApplicationBuilder builder, DistributedApplicationOptions options)
    {
        var paths = EnginePaths.From(builder.Configuration, builder.AppHostAssembly);
        var dashboard = new DashboardResource(paths.Dashboard ?? "aspire-managed", builder.Configuration);
        var url = AddressOf(builder.Configuration["ASPNETCORE_URLS"] ?? DefaultUrl);
        builder.Services.AddSingleton(dashboard);
        builder.Services.AddHostedService<ResourceServiceHost>();
        builder.AddResource(dashboard)
            .WithArgs("dashboard")
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Executable", Properties = [], IsHidden = true })
            .WithAnnotation(Endpoint(DashboardResource.FrontendEndpoint, url.Port))
            .WithAnnotation(Endpoint(DashboardResource.OtlpGrpcEndpoint, DashboardResource.PortOf(builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"])))
            .WithAnnotation(Endpoint(DashboardResource.OtlpHttpEndpoint, DashboardResource.PortOf(builder.Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"])))
            .WithEnvironment(context => ConfigureAsync(context, dashboard))
            .WithHttpHealthCheck("/health", endpointName: DashboardResource.FrontendEndpoint)
            .OnBeforeResourceStarted((_, _, _) => Task.FromResult(paths.RequireDashboard()))
            .OnResourceReady((resource, @event, _) =>
            {
                Announce(resource, @event.Services.GetRequiredService<ILogger<DistributedApplication>>());
                return Task.CompletedTask;
            });
        builder.OnBeforeStart((_, _) =>
        {
            paths.RequireDashboard();
            RequireTransport(builder, options, url);
            return Task.CompletedTask;
        });
    }

    private static Uri AddressOf(string urls) => Uri.TryCreate(urls.Split(';')[0], UriKind.Absolute, out var url)
        ? url
        : throw new DistributedApplicationException($"ASPNETCORE_URLS: '{urls}' is no address of the dashboard; write one such as {DefaultUrl}.");

    /// <summary>As Aspire does, so that nobody is surprised by plain HTTP.</summary>
    private static void RequireTransport(DistributedApplicationBuilder builder, DistributedApplicationOptions options, Uri url)
    {
        if (url.Scheme == Uri.UriSchemeHttps)
        {
            throw new EngineException($"The dashboard's address {url} asks for TLS, which this build of the AppHost does not offer: set ASPNETCORE_URLS to an http address.");
        }

        if (!options.AllowUnsecuredTransport && !string.Equals(builder.Configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"], "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new EngineException("The dashboard is served over plain http, which has to be allowed: set ASPIRE_ALLOW_UNSECURED_TRANSPORT to true (the launch profile of the AppHost does so).");
        }
    }

    private static EndpointAnnotation Endpoint(string name, int? port) => new(ProtocolType.Tcp, uriScheme: "http", name: name, port: port);

    private static async Task ConfigureAsync(EnvironmentCallbackContext context, DashboardResource dashboard)
    {
        var variables = context.EnvironmentVariables;
        variables["ASPNETCORE_URLS"] = Listen(dashboard.Frontend);
        variables["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Listen(dashboard.OtlpGrpc);
        variables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Listen(dashboard.OtlpHttp);
        variables["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = await dashboard.ResourceServiceUrl.Task.WaitAsync(context.CancellationToken);
        variables["ASPNETCORE_ENVIRONMENT"] = "Production";
        variables["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = dashboard.ResourceServiceApiKey;
        variables["DASHBOARD__FRONTEND__PUBLICURL"] = dashboard.Frontend;
        variables["DASHBOARD__FRONTEND__AUTHMODE"] = dashboard.BrowserToken is null ? "Unsecured" : "BrowserToken";
        if (dashboard.BrowserToken is { } token)
        {
            variables["DASHBOARD__FRONTEND__BROWSERTOKEN"] = token;
        }

        variables["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__OTLP__PRIMARYAPIKEY"] = dashboard.OtlpApiKey;
    }

    private static ReferenceExpression Listen(EndpointReference endpoint) =>
        ReferenceExpression.Create($"http://localhost:{endpoint.Property(EndpointProperty.TargetPort)}");

    private static void Announce(DashboardResource dashboard, ILogger logger)
    {
        DashboardLog.Listening(logger, dashboard.Frontend.Url);
        if (dashboard.BrowserToken is { } token)
        {
            DashboardLog.Login(logger, $"{dashboard.Frontend.Url}/login?t={token}");
        }
    }
}

/// <summary>What the dashboard logs.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(1, LogLevel.Information, "Now listening on: {Url}")]
    public static partial void Listening(ILogger logger, string url);

    [LoggerMessage(2, LogLevel.Information, "Login to the dashboard at {Url}")]
    public static partial void Login(ILogger logger, string url);
}
