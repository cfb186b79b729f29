using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RedisLib.Administration;

/// <summary>Makes the administrator of a topology.</summary>
public static class TopologyAdministrator
{
    /// <summary>Makes the administrator of the mode that the specification names. It starts to connect to the nodes at once.</summary>
    /// <param name="specification">The servers and what they are to be.</param>
    /// <param name="loggerFactory">Where to tell what is done, or null.</param>
    /// <exception cref="RedisConfigurationException">The specification cannot be met, such as fewer nodes than masters.</exception>
    public static ITopologyAdministrator Create(TopologySpecification specification, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(specification);
        Validate(specification);
        var nodes = new AdministeredNodes(specification, loggerFactory ?? NullLoggerFactory.Instance);
        return specification.Mode switch
        {
            RedisMode.MasterReplica => new ReplicationAdministrator(specification, nodes),
            RedisMode.Sentinel => new SentinelAdministrator(specification, nodes),
            _ => new ClusterAdministrator(specification, nodes),
        };
    }

    private static void Validate(TopologySpecification specification)
    {
        Require(Enum.IsDefined(specification.Mode), nameof(specification.Mode), "there is no such mode.");
        Require(specification.DataNodes.Count > 0, nameof(specification.DataNodes), "there is none: name at least one.");
        Require(specification.DataNodes.Distinct().Count() == specification.DataNodes.Count, nameof(specification.DataNodes), "a node is named twice.");
        if (specification.Mode == RedisMode.Sentinel)
        {
            Require(specification.Sentinels.Count > 0, nameof(specification.Sentinels), "there is none: name at least one.");
            Require(!string.IsNullOrWhiteSpace(specification.ServiceName), nameof(specification.ServiceName), "it is empty: write a name such as mymaster.");
            Require(specification.Quorum >= 1 && specification.Quorum <= specification.Sentinels.Count, nameof(specification.Quorum),
                $"{specification.Quorum} of {specification.Sentinels.Count} sentinels can never agree: write 1 to {specification.Sentinels.Count}.");
        }

        Require(specification.Mode != RedisMode.Cluster || (specification.Masters >= 1 && specification.Masters <= specification.DataNodes.Count),
            nameof(specification.Masters), $"{specification.Masters} of {specification.DataNodes.Count} nodes cannot be masters: write 1 to {specification.DataNodes.Count}.");
    }

    private static void Require(bool condition, string setting, string problem)
    {
        if (!condition)
        {
            throw new RedisConfigurationException(setting, problem);
        }
    }
}
