using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Adds groups of Redis servers that work together to an application.</summary>
public static class RedisTopologyBuilderExtensions
{
    /// <summary>Adds a master with replicas. Nobody promotes a replica but an operator, or the command <c>fail-over</c>.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The name of the topology; its nodes are named <c>{name}-1</c> and so on.</param>
    /// <param name="replicas">How many replicas, at least 0.</param>
    public static IResourceBuilder<RedisReplicationResource> AddRedisReplication(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int replicas = 2)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        return Add(builder, new RedisReplicationResource(name, replicas), "DatabaseMultiple");
    }

    /// <summary>Adds a master with replicas and sentinels, which promote a replica when the master is gone.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The name of the topology; its nodes are named <c>{name}-1</c> and <c>{name}-sentinel-1</c> and so on.</param>
    /// <param name="replicas">How many replicas, at least 1.</param>
    /// <param name="sentinels">How many sentinels, at least 1. Three are the fewest that survive the loss of one.</param>
    public static IResourceBuilder<RedisSentinelResource> AddRedisSentinel(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int replicas = 2, int sentinels = 3)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sentinels);
        return Add(builder, new RedisSentinelResource(name, replicas, sentinels), "DatabaseSearch");
    }

    /// <summary>Adds a Redis Cluster: masters that share the hash slots, each with replicas that take over for it.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The name of the topology; its nodes are named <c>{name}-1</c> and so on.</param>
    /// <param name="masters">How many masters. Three are the fewest that survive the loss of one.</param>
    /// <param name="replicasPerMaster">How many replicas each master has, at least 0.</param>
    public static IResourceBuilder<RedisClusterResource> AddRedisCluster(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int masters = 3, int replicasPerMaster = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(masters, LowestClusterMasters);
        ArgumentOutOfRangeException.ThrowIfNegative(replicasPerMaster);
        return Add(builder, new RedisClusterResource(name, masters, replicasPerMaster), "DatabaseStack");
    }

    /// <summary>
    /// Adds a single RaftNode server, as a process: the program that the AppHost has beside it when it references RaftNode, else
    /// <c>RaftNode</c> on the PATH, or what <see cref="RedisTopologySettingsExtensions.WithExecutable"/> says.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The name of the resource; its one node is named <c>{name}-1</c>.</param>
    public static IResourceBuilder<RaftNodeServerResource> AddRaftNodeServer(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var server = new RaftNodeServerResource(name)
        {
            Settings = { Executable = TopologySettings.RaftNodeExecutable, Image = null, Runtime = RedisRuntime.Process },
        };
        return Add(builder, server, "Database");
    }

    /// <summary>With fewer masters no majority is left to vote for a replica of a lost one.</summary>
    private const int LowestClusterMasters = 3;

    private static IResourceBuilder<T> Add<T>(IDistributedApplicationBuilder builder, T topology, string icon)
        where T : RedisTopologyResource
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            topology.PublishedConnectionString = builder.AddParameter($"{topology.Name}-connectionstring", secret: true).Resource;
            return builder.AddResource(topology);
        }

        topology.PasswordParameter =
            ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{topology.Name}-password", special: false);
        builder.Services.AddKeyedSingleton(topology.Name, (services, _) => new TopologyController(
            topology,
            topology.Plan!,
            services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<ResourceLoggerService>(),
            services.GetRequiredService<ILoggerFactory>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System));
        topology.NodesInModel = new TopologyNodes(builder, topology);
        builder.Services.TryAddEventingSubscriber<NodePlacement>();
        RuntimeAnnouncement.AddOnce(builder);
        TopologyHealthChecks.AddChecks(builder, topology.Name, topology.Shape.NodeNames(topology.Name));
        var resource = builder.AddResource(topology)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = topology.GetType().Name.Replace("Resource", string.Empty, StringComparison.Ordinal),
                State = KnownResourceStates.NotStarted,
                Properties = [],
            })
            .WithIconName(icon)
            .WithHealthCheck(TopologyHealthChecks.TopologyKey(topology.Name))
            .OnInitializeResource((_, initialized, _) =>
            {
                var stopping = initialized.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                initialized.Services.GetRequiredKeyedService<TopologyController>(topology.Name).Start(initialized, stopping);
                return Task.CompletedTask;
            });
        TopologyCommands.Add(resource);
        return resource;
    }
}
