using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace AppHost;

/// <summary>Says where the API is and when everything is healthy, for whoever watches the terminal or waits for the line.</summary>
internal sealed class ReadyAnnouncement(DistributedApplicationModel model, ResourceNotificationService notifications)
    : BackgroundService
{
    /// <summary>
    /// Set by <c>./run</c>, in milliseconds of Unix time: it builds first and then becomes the AppHost, so that the process
    /// itself is older than the AppHost.
    /// </summary>
    private const string StartVariable = "APPHOST_STARTED_AT";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var topologies = model.Resources.OfType<RedisTopologyResource>().Select(topology => topology.Name).ToArray();
        var projects = model.Resources.OfType<ProjectResource>().ToArray();
        await Task.WhenAll(topologies.Concat(projects.Select(project => project.Name)).Select(name =>
            notifications.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken)));
        var elapsed = TimeProvider.System.GetUtcNow() - Start();
        foreach (var project in projects)
        {
            await Console.Out.WriteLineAsync($"API: {project.GetEndpoint("http").Url}");
        }

        await Console.Out.WriteLineAsync($"Ready: {string.Join(", ", topologies)} ({elapsed.TotalSeconds:0.0} s from start)");
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
