using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What the hosting package tells in the AppHost's log and in the console log of a topology.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "{Topologies}: the nodes run as {Reason}.")]
    public static partial void RuntimeDecided(ILogger logger, string topologies, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Topology}: formed in {Seconds:0.0} s.")]
    public static partial void Formed(ILogger logger, string topology, double seconds);

    [LoggerMessage(3, LogLevel.Information, "{Topology}: not formed yet: {Reason}")]
    public static partial void NotFormedYet(ILogger logger, string topology, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Topology}: failed to start: {Reason}")]
    public static partial void Failed(ILogger logger, string topology, string reason);

    [LoggerMessage(5, LogLevel.Information, "{Topology}: {Masters} (before: {Before}).")]
    public static partial void MastersChanged(ILogger logger, string topology, string masters, string before);

    [LoggerMessage(6, LogLevel.Information, "{Topology}: repaired, all nodes belong together again.")]
    public static partial void Repaired(ILogger logger, string topology);

    [LoggerMessage(7, LogLevel.Warning, "{Topology}: not healthy and not repaired: {Reason}")]
    public static partial void NotRepaired(ILogger logger, string topology, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Topology}: {Problems}")]
    public static partial void Unhealthy(ILogger logger, string topology, string problems);

    [LoggerMessage(9, LogLevel.Information, "{Topology}: healthy.")]
    public static partial void Healthy(ILogger logger, string topology);

    [LoggerMessage(10, LogLevel.Warning, "{Topology}: what the next run must know can not be written to {Path}, and is tried again: {Reason}")]
    public static partial void NotKept(ILogger logger, string topology, string path, string reason);

    [LoggerMessage(11, LogLevel.Warning, "{Topology}: could not be looked at, and is tried again: {Reason}")]
    public static partial void NotSeen(ILogger logger, string topology, string reason);
}
