using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace AppHost;

/// <summary>
/// Tells whoever watches the terminal, or waits for the line, where the API is, when everything is healthy, and when the
/// end has begun.
/// </summary>
internal sealed class Announcements(
    DistributedApplicationModel model, ResourceNotificationService notifications, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>
    /// Set by <c>./run</c>, in milliseconds of Unix time: it builds first and then becomes the AppHost, so that the process
    /// itself is older than the AppHost.
    /// </summary>
    private const string StartVariable = "APPHOST_STARTED_AT";

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => Terminal.Say("Shutting down"));
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var topologies = model.Resources.OfType<RedisTopologyResource>().Select(topology => topology.Name).ToArray();
        var projects = model.Resources.OfType<ProjectResource>().ToArray();
        await Task.WhenAll(topologies.Concat(projects.Select(project => project.Name)).Select(name =>
            notifications.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken)));
        var elapsed = TimeProvider.System.GetUtcNow() - Start();
        foreach (var project in projects)
        {
            Terminal.Say($"API: {project.GetEndpoint("http").Url}");
        }

        Terminal.Say($"Ready: {string.Join(", ", topologies)} ({elapsed.TotalSeconds:0.0} s from start)");
    }

    private static DateTimeOffset Start()
    {
        if (long.TryParse(Environment.GetEnvironmentVariable(StartVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        using var self = Process.GetCurrentProcess();
        return new DateTimeOffset(self.StartTime);
    }
}
