using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A group of Redis servers that is used as one. It is the parent of its nodes, has a connection string, and is healthy
/// only while the contract of its mode holds, so that a <c>WaitFor</c> on it is all that an application needs.
/// </summary>
/// <param name="name">The name of the resource, which is also the default name of its connection string.</param>
/// <param name="mode">The mode in which the servers work together.</param>
public abstract class RedisTopologyResource(string name, RedisMode mode)
    : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    internal const string EndpointName = "tcp";
    internal const string BusEndpointName = "bus";

    private readonly Dictionary<string, NodePorts> _chosenPorts = new(StringComparer.Ordinal);

    /// <summary>The mode in which the servers work together.</summary>
    public RedisMode Mode { get; } = mode;

    /// <summary>
    /// The servers that hold data, in the order of their names. Empty when the application is published. Asking for nodes
    /// puts them into the application with the settings of that moment; a setting that comes later makes new ones.
    /// </summary>
    public IReadOnlyList<IRedisNodeResource> DataNodes => NodesInModel?.Place().DataNodes ?? [];

    /// <summary>The sentinels, in the order of their names; empty outside <see cref="RedisMode.Sentinel"/>.</summary>
    public IReadOnlyList<IRedisNodeResource> Sentinels => NodesInModel?.Place().Sentinels ?? [];

    /// <summary>All nodes: the servers that hold data, then the sentinels.</summary>
    public IEnumerable<IRedisNodeResource> Nodes => DataNodes.Concat(Sentinels);

    /// <summary>The password of every node, or null when they have none.</summary>
    public ParameterResource? PasswordParameter { get; internal set; }

    /// <summary>The name under which the sentinels watch the master; null outside <see cref="RedisMode.Sentinel"/>.</summary>
    public virtual string? ServiceName => null;

    /// <summary>
    /// <c>host:port,host:port,serviceName=mymaster,password=...</c>, which RedisLib and StackExchange.Redis both read. It
    /// names the servers that hold data, or the sentinels where there are some. A published application asks for it
    /// through the secret parameter <c>{name}-connectionstring</c>.
    /// </summary>
    public ReferenceExpression ConnectionStringExpression => PublishedConnectionString is { } parameter
        ? ReferenceExpression.Create($"{parameter}")
        : ConnectionExpressions.ConnectionString(this);

    internal ParameterResource? PublishedConnectionString { get; set; }

    internal TopologySettings Settings { get; } = new();

    internal abstract TopologyShape Shape { get; }

    /// <summary>Whether the nodes send metrics, logs and traces themselves.</summary>
    internal virtual bool SendsTelemetry => false;

    /// <summary>The nodes in the application model; absent when the application is published.</summary>
    internal TopologyNodes? NodesInModel { get; set; }

    /// <summary>What has been decided about the nodes; absent when the application is published.</summary>
    internal TopologyPlan? Plan => NodesInModel?.Place().Plan;

    /// <summary>The directory of this run for data that is not kept.</summary>
    internal string TemporaryPath { get; } = TemporaryRoot.NewPath();

    /// <summary>The nodes that a client is told about.</summary>
    internal IReadOnlyList<IRedisNodeResource> Seeds => Sentinels.Count > 0 ? Sentinels : DataNodes;

    /// <summary>Free ports for a node, the same ones whenever the nodes are made anew.</summary>
    internal NodePorts ChosenPorts(string node, int index)
    {
        if (!_chosenPorts.TryGetValue(node, out var ports))
        {
            ports = NodePorts.Free(Shape, index);
            _chosenPorts.Add(node, ports);
        }

        return ports;
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        PublishedConnectionString is null ? ConnectionExpressions.Properties(this) : [];
}
