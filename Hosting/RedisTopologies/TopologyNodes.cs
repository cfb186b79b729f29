using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// The nodes of a topology in the application model. They are put there when somebody asks for them, at the latest before the
/// application starts, and anew after a setting has changed: what they are depends on all settings and on what the machine
/// offers, and to ask the machine takes time.
/// </summary>
/// <remarks>
/// Nodes hang under their topology by relationship. <see cref="IResourceWithParent"/> would make a node inherit the health
/// checks of the topology, which is not healthy before its nodes are: neither would ever start.
/// </remarks>
internal sealed class TopologyNodes(IDistributedApplicationBuilder builder, RedisTopologyResource topology)
{
    /// <summary>Where a container has its configuration and its data.</summary>
    public const string ContainerConfigurationDirectory = "/conf";
    public const string ContainerDataDirectory = "/data";

    private PlacedNodes? _placed;

    /// <summary>Puts the nodes into the model unless they are there.</summary>
    public PlacedNodes Place()
    {
        if (_placed is null)
        {
            var plan = TopologyPlan.Make(topology);
            var names = topology.Shape.NodeNames(topology.Name);
            _placed = new PlacedNodes(plan, [.. names.Select((name, index) => Add(plan, name, index))]);
        }

        return _placed;
    }

    /// <summary>Takes the nodes out of the model, because a setting has changed of which they were made.</summary>
    public void Remove()
    {
        foreach (var node in _placed?.All ?? [])
        {
            builder.Resources.Remove(node);
        }

        _placed = null;
    }

    private IRedisNodeResource Add(TopologyPlan plan, string name, int index)
    {
        var isSentinel = index >= topology.Shape.DataNodes;
        return plan.Decision.IsContainer
            ? AddContainer(plan, new RedisNodeContainerResource(name, plan.ContainerCommand, topology, isSentinel))
            : AddProcess(plan, new RedisNodeProcessResource(
                name, topology.Settings.Executable, plan.Directory.OfNode(name), topology, isSentinel));
    }

    private RedisNodeProcessResource AddProcess(TopologyPlan plan, RedisNodeProcessResource node)
    {
        var resource = builder.AddResource(node);
        Describe(resource, plan, plan.AnnounceAddress.ToString());
        resource.WithArgs(plan.Directory.ConfigurationOf(node.Name));
        if (topology.SendsTelemetry)
        {
            resource.WithOtlpExporter();
        }

        WithSentinelArgument(resource, node.IsSentinel);
        resource.OnBeforeResourceStarted((started, e, cancellationToken) =>
            Controller(e.Services).PrepareProcessAsync(started, cancellationToken));
        return node;
    }

    private RedisNodeContainerResource AddContainer(TopologyPlan plan, RedisNodeContainerResource node)
    {
        var resource = builder.AddResource(node).WithImage(topology.Settings.Image!.Name, topology.Settings.Image.Tag);
        Describe(resource, plan, AnnounceAddresses.PublishedOn(plan.AnnounceAddress));
        resource.WithArgs($"{ContainerConfigurationDirectory}/{TopologyDirectory.ConfigurationFile}");
        WithSentinelArgument(resource, node.IsSentinel);
        resource.WithContainerFiles(ContainerConfigurationDirectory, async (context, cancellationToken) =>
        {
            var text = await Controller(context.ServiceProvider).ContainerConfigurationAsync(node, cancellationToken).ConfigureAwait(false);
            return
            [
                new ContainerFile
                {
                    Name = TopologyDirectory.ConfigurationFile,
                    Contents = text,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                },
            ];
        });
        if (topology.Settings is { KeepsData: true, UseDataVolumes: false })
        {
            resource.WithBindMount(plan.Directory.OfNode(node.Name), ContainerDataDirectory);
        }
        else
        {
            // A container that is started again is a new one: without a volume of its own it would come back empty.
            resource.WithVolume(plan.VolumeOf(resource), ContainerDataDirectory);
        }

        return node;
    }

    /// <summary>What a node is in the model, whichever way it runs.</summary>
    private void Describe<T>(IResourceBuilder<T> node, TopologyPlan plan, string host)
        where T : IResourceWithEndpoints, IRedisNodeResource
    {
        var ports = plan.PortsOf(node.Resource.Name);
        node.WithParentRelationship(topology)
            .WithIconName(node.Resource.IsSentinel ? "Eye" : "Database")
            .WithHealthCheck(TopologyHealthChecks.NodeKey(node.Resource.Name));
        WithPort(node, RedisTopologyResource.EndpointName, "redis", ports.Port, host);
        if (topology.Shape.HasBus && !node.Resource.IsSentinel)
        {
            WithPort(node, RedisTopologyResource.BusEndpointName, "tcp", ports.BusPort, host);
            node.WithUrlForEndpoint(RedisTopologyResource.BusEndpointName, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);
        }

        NodeCommands.Add(node);
    }

    /// <summary>An endpoint without a proxy and with the same port inside and outside, since nodes tell each other their ports.</summary>
    private static void WithPort<T>(IResourceBuilder<T> node, string name, string scheme, int? port, string host)
        where T : IResourceWithEndpoints
    {
        node.WithEndpoint(port: port, targetPort: port, scheme: scheme, name: name, isProxied: false);
        node.WithEndpoint(name, endpoint => endpoint.TargetHost = host);
    }

    private static void WithSentinelArgument<T>(IResourceBuilder<T> node, bool isSentinel)
        where T : IResourceWithArgs
    {
        if (isSentinel)
        {
            node.WithArgs("--sentinel");
        }
    }

    private TopologyController Controller(IServiceProvider services) =>
        services.GetRequiredKeyedService<TopologyController>(topology.Name);
}

/// <summary>The nodes of a topology as they are in the model.</summary>
/// <param name="Plan">What was decided about them.</param>
/// <param name="All">The servers that hold data, then the sentinels, each in the order of their names.</param>
internal sealed record PlacedNodes(TopologyPlan Plan, IReadOnlyList<IRedisNodeResource> All)
{
    public IReadOnlyList<IRedisNodeResource> DataNodes { get; } = [.. All.Where(node => !node.IsSentinel)];

    public IReadOnlyList<IRedisNodeResource> Sentinels { get; } = [.. All.Where(node => node.IsSentinel)];
}
