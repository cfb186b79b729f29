using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Tells as what the nodes run: in the AppHost's log one line for all topologies of which the same holds, and in each
/// topology's console log its own.
/// </summary>
internal static class RuntimeAnnouncement
{
    /// <summary>Called for each topology; the first one arranges it for all.</summary>
    public static void AddOnce(IDistributedApplicationBuilder builder)
    {
        if (!builder.Resources.OfType<RedisTopologyResource>().Any())
        {
            builder.OnBeforeStart((starting, _) =>
            {
                Tell(starting);
                return Task.CompletedTask;
            });
        }
    }

    private static void Tell(BeforeStartEvent starting)
    {
        var logger = starting.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Aspire.Hosting.RedisTopologies");
        var loggers = starting.Services.GetRequiredService<ResourceLoggerService>();
        foreach (var alike in starting.Model.Resources.OfType<RedisTopologyResource>()
            .Where(topology => topology.Plan is not null)
            .GroupBy(topology => topology.Plan!.Decision.Reason, StringComparer.Ordinal))
        {
            HostingLog.RuntimeDecided(logger, string.Join(", ", alike.Select(topology => topology.Name)), alike.Key);
            foreach (var topology in alike)
            {
                HostingLog.RuntimeDecided(loggers.GetLogger(topology), topology.Name, alike.Key);
            }
        }
    }
}
