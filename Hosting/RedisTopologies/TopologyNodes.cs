using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Makes the nodes of a topology in the application model, and makes them anew when a setting changes.</summary>
/// <remarks>
/// Nodes hang under their topology by relationship. <see cref="IResourceWithParent"/> would make a node inherit the health
/// checks of the topology, which is not healthy before its nodes are: neither would ever start.
/// </remarks>
internal static class TopologyNodes
{
    /// <summary>Where a container has its configuration and its data.</summary>
    public const string ContainerConfigurationDirectory = "/conf";
    public const string ContainerDataDirectory = "/data";

    public static void Rebuild(IDistributedApplicationBuilder builder, RedisTopologyResource topology)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        foreach (var node in topology.Nodes)
        {
            builder.Resources.Remove(node);
        }

        var plan = TopologyPlan.Make(topology);
        topology.Plan = plan;
        var names = topology.Shape.NodeNames(topology.Name);
        var nodes = names.Select((name, index) => Add(builder, topology, plan, name, index)).ToArray();
        topology.DataNodes = nodes[..topology.Shape.DataNodes];
        topology.Sentinels = nodes[topology.Shape.DataNodes..];
    }

    private static IRedisNodeResource Add(
        IDistributedApplicationBuilder builder, RedisTopologyResource topology, TopologyPlan plan, string name, int index)
    {
        var isSentinel = index >= topology.Shape.DataNodes;
        return plan.Decision.IsContainer
            ? AddContainer(builder, topology, plan, new RedisNodeContainerResource(name, plan.ContainerCommand, topology, isSentinel))
            : AddProcess(builder, topology, plan, new RedisNodeProcessResource(
                name, topology.Settings.Executable, plan.Directory.OfNode(name), topology, isSentinel));
    }

    private static RedisNodeProcessResource AddProcess(
        IDistributedApplicationBuilder builder, RedisTopologyResource topology, TopologyPlan plan, RedisNodeProcessResource node)
    {
        var resource = builder.AddResource(node);
        Describe(resource, topology, plan, plan.AnnounceAddress.ToString());
        resource.WithArgs(plan.Directory.ConfigurationOf(node.Name));
        WithSentinelArgument(resource, node.IsSentinel);
        resource.OnBeforeResourceStarted((started, e, cancellationToken) =>
            Controller(e.Services, topology).PrepareProcessAsync(started, cancellationToken));
        return node;
    }

    private static RedisNodeContainerResource AddContainer(
        IDistributedApplicationBuilder builder, RedisTopologyResource topology, TopologyPlan plan, RedisNodeContainerResource node)
    {
        var resource = builder.AddResource(node).WithImage(topology.Settings.Image.Name, topology.Settings.Image.Tag);
        Describe(resource, topology, plan, AnnounceAddresses.PublishedOn(plan.AnnounceAddress));
        resource.WithArgs($"{ContainerConfigurationDirectory}/{TopologyDirectory.ConfigurationFile}");
        WithSentinelArgument(resource, node.IsSentinel);
        resource.WithContainerFiles(ContainerConfigurationDirectory, async (context, cancellationToken) =>
        {
            var text = await Controller(context.ServiceProvider, topology).ContainerConfigurationAsync(node, cancellationToken).ConfigureAwait(false);
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
    private static void Describe<T>(
        IResourceBuilder<T> node, RedisTopologyResource topology, TopologyPlan plan, string host)
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

    private static TopologyController Controller(IServiceProvider services, RedisTopologyResource topology) =>
        services.GetRequiredKeyedService<TopologyController>(topology.Name);
}
