using Microsoft.Extensions.Logging;
using RedisLib;
using RedisLib.Administration;
using RedisLib.Connections;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Runs one topology: waits until its nodes run, forms it, and then watches it until the AppHost ends. One task does all
/// of that, so that formation, repair and watching never meet.
/// </summary>
internal sealed class TopologyController : IAsyncDisposable
{
    /// <summary>A failover is to be seen within a second or two.</summary>
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>Between two attempts to form: a node that loads its data answers only when it is done.</summary>
    private static readonly TimeSpan FormationPause = TimeSpan.FromMilliseconds(500);

    private const string FormingState = "Forming";

    private readonly RedisTopologyResource _topology;
    private readonly TopologyPublisher _publisher;
    private readonly ResourceNotificationService _notifications;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _administration = new(1, 1);
    private readonly RepairSchedule _repairs;
    private readonly Lazy<NodePreparation> _preparation;
    private ITopologyAdministrator? _administrator;
    private TopologyDescription? _description;
    private string? _master;
    private Task _life = Task.CompletedTask;

    public TopologyController(
        RedisTopologyResource topology,
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        ILoggerFactory loggerFactory,
        TimeProvider time)
    {
        _topology = topology;
        _notifications = notifications;
        _time = time;
        _logger = new TwinLogger(loggerFactory.CreateLogger("Aspire.Hosting.RedisTopologies"), loggers.GetLogger(topology));
        _publisher = new TopologyPublisher(topology, notifications, time);
        _repairs = new RepairSchedule(time);
        _preparation = new(() => new NodePreparation(topology, Plan, time));
    }

    /// <summary>What the watcher saw last, or null before the topology is formed.</summary>
    public TopologyDescription? Description => Volatile.Read(ref _description);

    private TopologyPlan Plan => _topology.Plan
        ?? throw new InvalidOperationException($"{_topology.Name} has no nodes, since the application is being published.");

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
        Remover.Shared.RemoveDirectoryAtExit(Plan.Directory);
        await _preparation.Value.PrepareProcessAsync(node, await MasterAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The configuration of a container node; asked for before each of its starts.</summary>
    public async Task<string> ContainerConfigurationAsync(IRedisNodeResource node, CancellationToken cancellationToken)
    {
        if (Plan.Directory.IsKept)
        {
            TemporaryRoot.CreatePrivate(Plan.Directory.OfNode(node.Name));
        }
        else
        {
            Remover.Shared.RemoveVolumeAtExit(Machine.ContainerRuntime.Command, Plan.TemporaryVolumeOf(node.Name));
        }

        var master = await MasterAsync(cancellationToken).ConfigureAwait(false);
        return await _preparation.Value.TextAsync(node, master, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fails the topology over and returns when the roles have moved and are shown.</summary>
    /// <param name="node">The node to promote, or null for the mode's own choice.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RedisException">The failover could not be done.</exception>
    public async Task<FailoverResult> FailOverAsync(string? node, CancellationToken cancellationToken)
    {
        if (Description is null || _administrator is not { } administrator)
        {
            throw new RedisUnavailableException($"{_topology.Name} is not formed yet.", WatchInterval, mayHaveBeenApplied: false);
        }

        await _administration.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var replica = node is null ? (RedisEndpoint?)null : _publisher.EndpointOf(node);
            var result = await administrator.FailOverAsync(replica, cancellationToken).ConfigureAwait(false);
            await ObserveAsync(administrator, cancellationToken).ConfigureAwait(false);
            return result;
        }
        finally
        {
            _administration.Release();
        }
    }

    /// <summary>Returns once the watcher has seen every node up and the contract of the mode hold.</summary>
    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        // What was seen before the caller's change says nothing about the time after it.
        for (var before = Description; ; await Task.Delay(FormationPause, _time, cancellationToken).ConfigureAwait(false))
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
        Endpoint = EndpointOf(_topology.Nodes.First(one => one.Name == node)),
        Password = await _preparation.Value.PasswordAsync(cancellationToken).ConfigureAwait(false),
        ConnectTimeout = patience,
        CommandTimeout = patience,
        TopologyName = _topology.Name,
        Mode = _topology.Mode,
    };

    /// <summary>The text with nodes called by their names.</summary>
    public string WithNames(string text) => NodeStatus.WithNames(text, _publisher.Names);

    /// <summary>The name of a node, or its address when it is none of ours.</summary>
    public string NameOf(RedisEndpoint endpoint) => NodeStatus.Name(endpoint, _publisher.Names);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_administrator is { } administrator)
        {
            await administrator.DisposeAsync().ConfigureAwait(false);
        }

        if (_topology.Plan is { Directory.IsKept: false } plan)
        {
            TemporaryRoot.Remove(plan.Directory.Path);
        }

        _ending.Dispose();
        _administration.Dispose();
    }

    private async Task LiveAsync(InitializeResourceEvent initialized, CancellationToken cancellationToken)
    {
        try
        {
            await BeginAsync(initialized, cancellationToken).ConfigureAwait(false);
            var administrator = await FormAsync(cancellationToken).ConfigureAwait(false);
            await WatchAsync(administrator, cancellationToken).ConfigureAwait(false);
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
        if (Plan.Decision.Problem is { } problem)
        {
            throw new DistributedApplicationException(problem);
        }

        // The value is there as soon as the endpoints of all nodes are allocated.
        await _topology.ConnectionStringExpression.GetValueAsync(cancellationToken).ConfigureAwait(false);
        await initialized.Eventing.PublishAsync(new ConnectionStringAvailableEvent(_topology, initialized.Services), cancellationToken).ConfigureAwait(false);
        await initialized.Eventing.PublishAsync(new BeforeResourceStartedEvent(_topology, initialized.Services), cancellationToken).ConfigureAwait(false);
        _publisher.Know(_topology.Nodes.ToDictionary(node => node.Name, EndpointOf, StringComparer.Ordinal));
        KeepState();
    }

    private async Task<ITopologyAdministrator> FormAsync(CancellationToken cancellationToken)
    {
        // Its connections fail while a server is not up yet, which is no news: what matters of that is in the descriptions.
        var administrator = TopologyAdministrator.Create(await SpecificationAsync(cancellationToken).ConfigureAwait(false));
        _administrator = administrator;
        var lastProblem = string.Empty;
        while (true)
        {
            await NodeStates.WaitUntilAllRunAsync(_notifications, _topology, NodeEndedAsync, cancellationToken).ConfigureAwait(false);
            try
            {
                await _publisher.StateAsync(FormingState, "forming").ConfigureAwait(false);
                var start = _time.GetTimestamp();
                if (!await FormUnlessANodeEndsAsync(administrator, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                await ObserveAsync(administrator, cancellationToken).ConfigureAwait(false);
                await _publisher.RunningAsync().ConfigureAwait(false);
                HostingLog.Formed(_logger, _topology.Name, _time.GetElapsedTime(start).TotalSeconds);
                return administrator;
            }
            catch (RedisException refusal)
            {
                var problem = NodeStatus.WithNames(refusal.Message, _publisher.Names);
                if (problem != lastProblem)
                {
                    HostingLog.NotFormedYet(_logger, _topology.Name, problem);
                    lastProblem = problem;
                }

                await _publisher.SummaryAsync(problem).ConfigureAwait(false);
                await Task.Delay(FormationPause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Forms the topology and answers true, or answers false as soon as a node ends, without which the nodes would be waited for in vain.</summary>
    private async Task<bool> FormUnlessANodeEndsAsync(ITopologyAdministrator administrator, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = NodeStates.WaitUntilOneEndsAsync(_notifications, _topology, attempt.Token);
        var forming = administrator.FormAsync(attempt.Token);
        var isFormed = await Task.WhenAny(forming, ended).ConfigureAwait(false) == forming;
        await attempt.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(forming, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        await (isFormed ? forming : NodeEndedAsync(await ended.ConfigureAwait(false))).ConfigureAwait(false);
        return isFormed;
    }

    private async Task NodeEndedAsync(string reason)
    {
        HostingLog.Failed(_logger, _topology.Name, reason);
        await _publisher.StateAsync(KnownResourceStates.FailedToStart, reason).ConfigureAwait(false);
    }

    private async Task WatchAsync(ITopologyAdministrator administrator, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await _administration.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var description = await ObserveAsync(administrator, cancellationToken).ConfigureAwait(false);
                if (_repairs.IsDue(description))
                {
                    await RepairAsync(administrator, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _administration.Release();
            }
        }
    }

    /// <summary>Forms again what a node that came back empty, or pointing at a master of old, has left incomplete.</summary>
    private async Task RepairAsync(ITopologyAdministrator administrator, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RepairSchedule.Limit);
        try
        {
            await administrator.FormAsync(limit.Token).ConfigureAwait(false);
            HostingLog.Repaired(_logger, _topology.Name);
            await ObserveAsync(administrator, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisException refusal)
        {
            HostingLog.NotRepaired(_logger, _topology.Name, NodeStatus.WithNames(refusal.Message, _publisher.Names));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            HostingLog.NotRepaired(_logger, _topology.Name, $"it took longer than {RepairSchedule.Limit.TotalSeconds} s");
        }
    }

    private async Task<TopologyDescription> ObserveAsync(ITopologyAdministrator administrator, CancellationToken cancellationToken)
    {
        var before = Description;
        var description = NodeStatus.WithNames(await administrator.DescribeAsync(cancellationToken).ConfigureAwait(false), _publisher.Names);
        Volatile.Write(ref _description, description);
        LogChanges(before, description);
        KeepState();
        await _publisher.ShowAsync(description).ConfigureAwait(false);
        return description;
    }

    private void LogChanges(TopologyDescription? before, TopologyDescription now)
    {
        if (before is not null && !before.Masters.ToHashSet().SetEquals(now.Masters))
        {
            HostingLog.MastersChanged(_logger, _topology.Name, NodeStatus.Masters(now, _publisher.Names), NodeStatus.Masters(before, _publisher.Names));
        }

        if (now.Health != TopologyHealth.Healthy && !now.Problems.SequenceEqual(before?.Problems ?? []))
        {
            HostingLog.Unhealthy(_logger, _topology.Name, string.Join(' ', now.Problems));
        }
        else if (now.Health == TopologyHealth.Healthy && before is not null && before.Health != TopologyHealth.Healthy)
        {
            HostingLog.Healthy(_logger, _topology.Name);
        }
    }

    /// <summary>
    /// The name of the node that the others are to copy when one of them starts: the present master as the nodes tell it,
    /// else the last one known, else the one that the data of a former run names, else the first node.
    /// </summary>
    private async Task<string?> MasterAsync(CancellationToken cancellationToken)
    {
        if (_topology.Mode == RedisMode.Cluster)
        {
            return null;
        }

        if (Description is not null && _administrator is { } administrator)
        {
            var description = await administrator.DescribeAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _description, NodeStatus.WithNames(description, _publisher.Names));
        }

        return KnownMaster();
    }

    private string KnownMaster()
    {
        if (Description is { Masters: [var only] } && _publisher.Names.GetValueOrDefault(only) is { } name)
        {
            _master = name;
        }

        var kept = _master ?? Plan.Directory.ReadState()?.Master;
        _master = _topology.DataNodes.Any(node => node.Name == kept) ? kept! : _topology.DataNodes[0].Name;
        return _master;
    }

    private void KeepState()
    {
        if (!Plan.Directory.IsKept)
        {
            return;
        }

        var before = Plan.Directory.ReadState();
        var master = _topology.Mode == RedisMode.Cluster ? null : KnownMaster();
        if (before is null || before.Master != master || !_topology.Nodes.All(node => before.Ports.GetValueOrDefault(node.Name) == Plan.PortsOf(node.Name)))
        {
            Plan.Directory.WriteState(new KeptState(_topology.Nodes.ToDictionary(node => node.Name, node => Plan.PortsOf(node.Name)!), master));
        }
    }

    private async Task<TopologySpecification> SpecificationAsync(CancellationToken cancellationToken) => new()
    {
        Mode = _topology.Mode,
        DataNodes = [.. OrderedDataNodes().Select(NodeOf)],
        Sentinels = [.. _topology.Sentinels.Select(NodeOf)],
        ServiceName = _topology.ServiceName ?? RedisSentinelResource.DefaultServiceName,
        Quorum = (_topology as RedisSentinelResource)?.Quorum ?? 1,
        Masters = _topology.Shape.Masters,
        DownAfter = _topology.Settings.DownAfter,
        FailoverTimeout = _topology.Settings.FailoverTimeout,
        Password = await _preparation.Value.PasswordAsync(cancellationToken).ConfigureAwait(false),
    };

    /// <summary>The master first, since the first data node of a specification is the one that the others are to follow.</summary>
    private IEnumerable<IRedisNodeResource> OrderedDataNodes()
    {
        var master = _topology.Mode == RedisMode.Cluster ? null : KnownMaster();
        return _topology.DataNodes.OrderByDescending(node => node.Name == master);
    }

    private TopologyNode NodeOf(IRedisNodeResource node) => new(EndpointOf(node), _preparation.Value.AddressOf(node).BusPort);

    private RedisEndpoint EndpointOf(IRedisNodeResource node)
    {
        var address = _preparation.Value.AddressOf(node);
        return new RedisEndpoint(address.Host, address.Port);
    }
}
