using System.Collections.Concurrent;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Gives each node its configuration, before every start of the node.</summary>
internal sealed class NodePreparation(RedisTopologyResource topology, TopologyPlan plan, TimeProvider time)
{
    /// <summary>The node that held the port before may still be ending; a stopped Redis is gone within a second or two.</summary>
    private static readonly TimeSpan PortPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PortPollInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, bool> _startedSentinels = new(StringComparer.Ordinal);

    /// <summary>Writes the files of a process node.</summary>
    /// <param name="node">The node that is about to start.</param>
    /// <param name="master">The name of the master that it is to copy at once, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DistributedApplicationException">Somebody else holds one of the node's ports.</exception>
    public async Task PrepareProcessAsync(IRedisNodeResource node, string? master, CancellationToken cancellationToken)
    {
        await WaitForPortsAsync(node, cancellationToken).ConfigureAwait(false);

        // A sentinel keeps what it knows of its peers in its file. From a former run that is stale; from this one it is not.
        var keepsFile = node.IsSentinel && !_startedSentinels.TryAdd(node.Name, value: true);
        if (!keepsFile || !File.Exists(plan.Directory.ConfigurationOf(node.Name)))
        {
            var text = await TextAsync(node, master, cancellationToken).ConfigureAwait(false);
            await plan.Directory.WriteConfigurationAsync(node.Name, text, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The configuration file of a node.</summary>
    /// <exception cref="DistributedApplicationException">The password can not stand in a connection string.</exception>
    public async Task<string> TextAsync(IRedisNodeResource node, string? master, CancellationToken cancellationToken)
    {
        var configuration = new NodeConfiguration
        {
            Mode = topology.Mode,
            Address = AddressOf(node),
            Directory = plan.Decision.IsContainer ? TopologyNodes.ContainerDataDirectory : plan.Directory.OfNode(node.Name),
            IsContainer = plan.Decision.IsContainer,
            Password = await PasswordAsync(cancellationToken).ConfigureAwait(false),
            IsAlone = topology.Shape.Nodes == 1,
            Master = node.IsSentinel || master is null || master == node.Name
                ? null
                : AddressOf(topology.DataNodes.First(other => other.Name == master)),
            ClusterNodeTimeout = topology.Settings.ClusterNodeTimeout,
            Extra = topology.Settings.Configuration,
        };
        return node.IsSentinel ? configuration.SentinelText() : configuration.ServerText();
    }

    /// <summary>Where a node is reached. Its ports are known once the endpoints of the application are allocated.</summary>
    public NodeAddress AddressOf(IRedisNodeResource node)
    {
        var hasBus = topology.Shape.HasBus && !node.IsSentinel;
        return new NodeAddress(
            plan.AnnounceAddress.ToString(),
            node.GetEndpoint(RedisTopologyResource.EndpointName).Port,
            hasBus ? node.GetEndpoint(RedisTopologyResource.BusEndpointName).Port : 0);
    }

    public async Task<string?> PasswordAsync(CancellationToken cancellationToken)
    {
        if (topology.PasswordParameter is not { } parameter)
        {
            return null;
        }

        var password = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        return PasswordRules.Problem(password) is { } problem
            ? throw new DistributedApplicationException($"The password of {topology.Name}, parameter {parameter.Name}, {problem}.")
            : password;
    }

    /// <summary>Returns when nobody listens on the node's ports.</summary>
    /// <exception cref="DistributedApplicationException">Somebody else holds one of them and goes on holding it.</exception>
    public async Task WaitForPortsAsync(IRedisNodeResource node, CancellationToken cancellationToken)
    {
        var address = AddressOf(node);
        foreach (var port in address.BusPort == 0 ? [address.Port] : (int[])[address.Port, address.BusPort])
        {
            var start = time.GetTimestamp();
            while (!FreePorts.IsFree(port))
            {
                if (time.GetElapsedTime(start) > PortPatience)
                {
                    throw new DistributedApplicationException(
                        $"{node.Name} can not listen on port {port}: somebody else does. End that program, or choose other ports.");
                }

                await Task.Delay(PortPollInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
