using Microsoft.Extensions.Logging;
using RedisLib;
using RedisLib.Administration;
using RedisLib.Connections;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Takes one topology through its life: waits until its nodes run, forms it, and then watches it until the AppHost ends. One
/// task does all of that, so that formation and repair never meet. A node that starts only looks at the others, at any time.
/// </summary>
internal sealed class TopologyController : IAsyncDisposable
{
    /// <summary>How often to look whether the watcher has seen what is waited for.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private readonly RedisTopologyResource _topology;
    private readonly TopologyPlan _plan;
    private readonly TopologyPublisher _publisher;
    private readonly MasterMemory _memory;
    private readonly NodePreparation _preparation;
    private readonly ResourceNotificationService _notifications;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private ITopologyAdministrator? _administrator;
    private TopologyWatcher? _watcher;
    private Task _life = Task.CompletedTask;

    public TopologyController(
        RedisTopologyResource topology,
        TopologyPlan plan,
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        ILoggerFactory loggerFactory,
        TimeProvider time)
    {
        _topology = topology;
        _plan = plan;
        _notifications = notifications;
        _time = time;
        _logger = new TwinLogger(loggerFactory.CreateLogger("Aspire.Hosting.RedisTopologies"), loggers.GetLogger(topology));
        _publisher = new TopologyPublisher(topology, notifications, time);
        _memory = new MasterMemory(topology, plan, _logger, time);
        _preparation = new NodePreparation(topology, plan, time);
    }

    /// <summary>What the watcher saw last, or null before the topology is formed.</summary>
    public TopologyDescription? Description => Volatile.Read(ref _watcher)?.Description;

    public NodeDescription? DescriptionOf(string node) =>
        Description is { } description && _publisher.EndpointOf(node) is { } endpoint
            ? description.Nodes.FirstOrDefault(one => one.Endpoint == endpoint)
                ?? new NodeDescription(endpoint, NodeRole.Unknown, MasterEndpoint: null, Slots: [], "The rest of the topology does not know the node.")
            : null;

    /// <summary>Begins the topology's life; it ends when the application stops or this is disposed.</summary>
    public void Start(InitializeResourceEvent initialized, CancellationToken stopping)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, stopping);
        _life = Task.Run(
            async () =>
            {
                using (ending)
                {
                    await LiveAsync(initialized, ending.Token).ConfigureAwait(false);
                }
            },
            CancellationToken.None);
    }

    /// <summary>Gives a process node its files; called before each of its starts.</summary>
    public async Task PrepareProcessAsync(IRedisNodeResource node, CancellationToken cancellationToken)
    {
        _plan.Directory.Hold();
        Remover.Shared.RemoveDirectoryAtExit(_plan.Directory);
        await _publisher.PausedAsync(node, isPaused: false).ConfigureAwait(false);
        var master = await MasterToCopyAsync(node, cancellationToken).ConfigureAwait(false);
        await _preparation.PrepareProcessAsync(node, master, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The configuration of a container node; asked for before each of its starts.</summary>
    public async Task<string> ContainerConfigurationAsync(IRedisNodeResource node, CancellationToken cancellationToken)
    {
        if (_plan.Directory.IsKept)
        {
            _plan.Directory.Hold();
            PrivateFiles.CreateDirectory(_plan.Directory.OfNode(node.Name));
        }
        else
        {
            Remover.Shared.RemoveVolumeAtExit(Machine.ContainerRuntime.Command, _plan.TemporaryVolumeOf(node.Name));
        }

        await _publisher.PausedAsync(node, isPaused: false).ConfigureAwait(false);
        await _preparation.WaitForPortsAsync(node, cancellationToken).ConfigureAwait(false);
        var master = await MasterToCopyAsync(node, cancellationToken).ConfigureAwait(false);
        return await _preparation.TextAsync(node, master, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fails the topology over and returns when the roles have moved and are shown.</summary>
    /// <param name="node">The node to promote, or null for the mode's own choice.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RedisException">The failover could not be done.</exception>
    public Task<FailoverResult> FailOverAsync(string? node, CancellationToken cancellationToken)
    {
        var replica = node is null ? (RedisEndpoint?)null : _publisher.EndpointOf(node);
        return Description is not null && _watcher is { } watcher
            ? watcher.FailOverAsync(replica, cancellationToken)
            : throw new RedisUnavailableException($"{_topology.Name} is not formed yet.", TopologyWatcher.Interval, mayHaveBeenApplied: false);
    }

    /// <summary>Returns once the watcher has seen every node up and the contract of the mode hold.</summary>
    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        // What was seen before the caller's change says nothing about the time after it.
        for (var before = Description; ; await Task.Delay(PollInterval, _time, cancellationToken).ConfigureAwait(false))
        {
            if (Description is { Health: TopologyHealth.Healthy } now && !ReferenceEquals(now, before))
            {
                return;
            }
        }
    }

    /// <summary>How to connect to one node.</summary>
    public async Task<NodeConnectionOptions> ConnectionOptionsAsync(string node, TimeSpan patience, CancellationToken cancellationToken) => new()
    {
        Endpoint = EndpointOf(node),
        Password = await _preparation.PasswordAsync(cancellationToken).ConfigureAwait(false),
        ConnectTimeout = patience,
        CommandTimeout = patience,
        TopologyName = _topology.Name,
        Mode = _topology.Mode,
    };

    /// <summary>Where a node is.</summary>
    public RedisEndpoint EndpointOf(string node) => EndpointOf(_topology.Nodes.First(one => one.Name == node));

    /// <summary>Shows that a node is paused, which nobody but who paused it can tell from one that is busy, or that it is no more.</summary>
    public Task ShowPausedAsync(IRedisNodeResource node, bool isPaused) => _publisher.PausedAsync(node, isPaused);

    /// <summary>The text with nodes called by their names.</summary>
    public string WithNames(string text) => NodeStatus.WithNames(text, _publisher.Names);

    /// <summary>The name of a node, or its address when it is none of ours.</summary>
    public string NameOf(RedisEndpoint endpoint) => NodeStatus.Name(endpoint, _publisher.Names);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watcher?.Dispose();
        if (_administrator is { } administrator)
        {
            await administrator.DisposeAsync().ConfigureAwait(false);
        }

        _plan.Directory.Dispose();
        _ending.Dispose();
    }

    private async Task LiveAsync(InitializeResourceEvent initialized, CancellationToken cancellationToken)
    {
        try
        {
            await BeginAsync(initialized, cancellationToken).ConfigureAwait(false);
            await FormAndWatchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            HostingLog.Failed(_logger, _topology.Name, failure.Message);
            await _publisher.StateAsync(KnownResourceStates.FailedToStart, failure.Message).ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(InitializeResourceEvent initialized, CancellationToken cancellationToken)
    {
        await _publisher.StateAsync(KnownResourceStates.Waiting, "waiting for the nodes").ConfigureAwait(false);
        if (_plan.Decision.Problem is { } problem)
        {
            throw new DistributedApplicationException(problem);
        }

        if (_plan.Directory.IsKept)
        {
            _plan.Directory.Hold();
        }

        // The value is there as soon as the endpoints of all nodes are allocated.
        await _topology.ConnectionStringExpression.GetValueAsync(cancellationToken).ConfigureAwait(false);
        await initialized.Eventing.PublishAsync(new ConnectionStringAvailableEvent(_topology, initialized.Services), cancellationToken).ConfigureAwait(false);
        await initialized.Eventing.PublishAsync(new BeforeResourceStartedEvent(_topology, initialized.Services), cancellationToken).ConfigureAwait(false);
        _publisher.Know(_topology.Nodes.ToDictionary(node => node.Name, EndpointOf, StringComparer.Ordinal));
        _memory.Keep();
    }

    private async Task FormAndWatchAsync(CancellationToken cancellationToken)
    {
        // Its connections fail while a server is not up yet, which is no news: what matters of that is in the descriptions.
        var administrator = TopologyAdministrator.Create(await SpecificationAsync(cancellationToken).ConfigureAwait(false));
        _administrator = administrator;
        await new TopologyFormation(_topology, administrator, _publisher, _notifications, _logger, _time).RunAsync(cancellationToken).ConfigureAwait(false);
        var watcher = new TopologyWatcher(_topology, administrator, _publisher, _memory, _notifications, _logger, _time);
        Volatile.Write(ref _watcher, watcher);
        await watcher.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The name of the node that one that starts is to copy, as the nodes themselves tell it where they can, or null.</summary>
    private async Task<string?> MasterToCopyAsync(IRedisNodeResource node, CancellationToken cancellationToken)
    {
        if (_topology.Mode != RedisMode.Cluster && _watcher is { } watcher)
        {
            await watcher.LookAsync(cancellationToken).ConfigureAwait(false);
        }

        return _memory.MasterToCopy(node.Name);
    }

    private async Task<TopologySpecification> SpecificationAsync(CancellationToken cancellationToken) => new()
    {
        Mode = _topology.Mode,

        // The master first: it is the one that the others are to follow.
        DataNodes = [.. _topology.DataNodes.OrderByDescending(node => node.Name == _memory.Master).Select(NodeOf)],
        LastInSync = EndpointsOf(_plan.Kept?.InSync ?? []),
        LastCurrent = _plan.Kept is { Current: { Count: > 0 } current } ? EndpointsOf(current) : null,
        Sentinels = [.. _topology.Sentinels.Select(NodeOf)],
        ServiceName = _topology.ServiceName ?? RedisSentinelResource.DefaultServiceName,
        Quorum = (_topology as RedisSentinelResource)?.Quorum ?? 1,
        Masters = _topology.Shape.Masters,
        DownAfter = _topology.Settings.DownAfter,
        FailoverTimeout = _topology.Settings.FailoverTimeout,
        Password = await _preparation.PasswordAsync(cancellationToken).ConfigureAwait(false),
    };

    /// <summary>Where those of the nodes are that the topology still has.</summary>
    private IReadOnlyList<RedisEndpoint> EndpointsOf(IReadOnlyList<string> names) =>
        [.. _topology.DataNodes.Where(node => names.Contains(node.Name)).Select(EndpointOf)];

    private TopologyNode NodeOf(IRedisNodeResource node) => new(EndpointOf(node), _preparation.AddressOf(node).BusPort);

    private RedisEndpoint EndpointOf(IRedisNodeResource node)
    {
        var address = _preparation.AddressOf(node);
        return new RedisEndpoint(address.Host, address.Port);
    }
}
