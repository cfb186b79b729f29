using Microsoft.Extensions.Logging;

namespace RedisLib.Topologies;

/// <summary>What a connection to a topology tells about it.</summary>
internal static partial class TopologiesLog
{
    [LoggerMessage(3001, LogLevel.Information, "{Topology}: the master is {Master}")]
    public static partial void MasterFound(this ILogger logger, string topology, RedisEndpoint master);

    [LoggerMessage(3002, LogLevel.Warning, "{Topology}: no master can be written to: {Reason}")]
    public static partial void MasterLost(this ILogger logger, string topology, string reason);

    [LoggerMessage(3003, LogLevel.Information, "{Topology}: {Master} serves slots that {OldMaster} served")]
    public static partial void ShardMoved(this ILogger logger, string topology, RedisEndpoint master, RedisEndpoint oldMaster);

    [LoggerMessage(3004, LogLevel.Error, "{Topology}: looking at the nodes failed")]
    public static partial void RoundFailed(this ILogger logger, Exception exception, string topology);
}
