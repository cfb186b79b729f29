using System.Net;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves the dashboard on a port of this machine, from before the dashboard starts until it is gone.</summary>
internal sealed class ResourceServiceHost(
    DashboardResource dashboard,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment) : IHostedService
{
    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var service = new ResourceService(ApplicationName(environment), dashboard.ResourceServiceApiKey, notifications, loggers, commands, lifetime);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            dashboard.ResourceServicePort,
            static listen => listen.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        _server.Run(service.HandleAsync);
        await _server.StartAsync(cancellationToken);
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        dashboard.ResourceServiceUrl.SetResult(address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            _server = null;

            // The dashboard keeps its streams open as long as it lives, and it is about to end: there is nobody to be polite to.
            await server.StopAsync(new CancellationToken(canceled: true));
            await server.DisposeAsync();
        }
    }

    private static string ApplicationName(IHostEnvironment environment)
    {
        const string Suffix = ".AppHost";
        var name = environment.ApplicationName;
        return name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? name[..^Suffix.Length] : name;
    }
}
