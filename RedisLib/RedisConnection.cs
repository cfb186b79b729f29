using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisLib.Topologies;

namespace RedisLib;

/// <summary>Makes connections to topologies.</summary>
public static class RedisConnection
{
    /// <summary>
    /// Makes the connection of the mode that the options name. It connects in the background: calls wait for it within their
    /// deadline. Keep it for the life of the process, and dispose of it at its end.
    /// </summary>
    /// <param name="options">Where to and how.</param>
    /// <param name="loggerFactory">Where to tell what happens, or null.</param>
    /// <returns>In <see cref="RedisMode.Cluster"/> also an <see cref="IRedisClusterConnection"/>.</returns>
    /// <exception cref="RedisConfigurationException">An option is missing or out of range.</exception>
    public static IRedisConnection Create(RedisOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var valid = options.Validated();
        var loggers = loggerFactory ?? NullLoggerFactory.Instance;
        return valid.Mode switch
        {
            RedisMode.MasterReplica => new MasterReplicaConnection(valid, loggers),
            RedisMode.Sentinel => new SentinelConnection(valid, loggers),
            _ => new ClusterConnection(valid, loggers),
        };
    }
}
