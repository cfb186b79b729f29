using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;

namespace RedisLib.Topologies;

/// <summary>
/// A master with replicas that sentinels watch. All sentinels are asked, the one with the newest configuration is believed, and
/// the node that it names is written to only when that node itself says that it is a master. As soon as any sentinel knows of a
/// newer master, the connection to the old one is closed, whether or not the new one can be written to yet. A replica that an
/// elected sentinel is promoting is followed as soon as it says itself that it is a master, which is up to a second before
/// the sentinels hand out its address.
/// </summary>
internal sealed class SentinelConnection : TopologyConnection
{
    private readonly SentinelPool _sentinels;
    private ServingNodes _serving = ServingNodes.None;
    private string _absence = "no sentinel has answered yet";
    private RedisEndpoint? _named;

    /// <summary>The nodes that the sentinels know, the master first. Replaced as a whole, because callers read it while it changes.</summary>
    private IReadOnlyList<RedisEndpoint> _dataNodes = [];
    private long _highestEpoch;
    private Deadline _unsettled;

    public SentinelConnection(RedisOptions options, ILoggerFactory loggerFactory)
        : base(options, loggerFactory)
    {
        _sentinels = new SentinelPool(options, SentinelOptions, TriggerRefresh, loggerFactory.CreateLogger<NodeConnection>());
        StartRefresh();
    }

    public override RedisEndpoint? MasterEndpoint => _serving.Master?.Endpoint;

    public override RedisEndpoint? ReplicaEndpoint => _serving.AnyReplica;

    public override async ValueTask<TopologyDescription> DescribeAsync(CancellationToken cancellationToken = default)
    {
        var sentinels = _sentinels.AskAsync(cancellationToken);
        var dataNodes = NodeReader.ReadRolesAsync(Volatile.Read(ref _dataNodes).Select(Nodes.Get), RefreshIntervals.AnswerPatience, cancellationToken);
        return SentinelJudge.Describe(await dataNodes.ConfigureAwait(false), await sentinels.ConfigureAwait(false));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        await _sentinels.DisposeAsync().ConfigureAwait(false);
    }

    protected override ServingNodes ServingNodesOf(int slot) => Volatile.Read(ref _serving);

    protected override string DescribeAbsence() => Volatile.Read(ref _absence);

    protected override async Task<TimeSpan> RefreshAsync(CancellationToken cancellationToken)
    {
        var reports = await _sentinels.AskAsync(cancellationToken).ConfigureAwait(false);
        var newest = SentinelVote.Choose(reports, _named, _highestEpoch, isSwitchRecent: _named is not null && !_unsettled.HasPassed);
        _sentinels.Follow(newest, reports);
        if (newest is not null)
        {
            Believe(newest);
            await FollowAsync(newest.CurrentMaster!.Value, cancellationToken).ConfigureAwait(false);
        }

        if (SentinelVote.Candidate(reports, _highestEpoch) is { } candidate)
        {
            await FollowAsync(candidate, cancellationToken).ConfigureAwait(false);
        }

        var roles = await NodeReader.ReadRolesAsync(_dataNodes.Select(Nodes.Get), RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false);
        var master = ConfirmedMaster(roles);
        _absence = master is not null ? _absence
            : _named is { } named ? $"the sentinels name {named} as the master, but {Array.Find(roles, role => role.Endpoint == named)?.Problem ?? "it is none"}"
            : $"no sentinel knows the master '{Options.ServiceName}': {string.Join("; ", reports.Select(report => report.Problem))}";
        Publish(master, roles);
        Nodes.Keep(_dataNodes.ToHashSet());
        return master is not null && newest is not null && _unsettled.HasPassed
            ? RefreshIntervals.Settled
            : RefreshIntervals.Unsettled;
    }

    /// <summary>Takes over what a sentinel says.</summary>
    private void Believe(SentinelReport report)
    {
        _highestEpoch = report.Master!.ConfigEpoch;
        var named = report.CurrentMaster!.Value;
        Volatile.Write(ref _dataNodes, [.. report.Replicas.Select(replica => replica.Endpoint).Prepend(report.Master.Endpoint).Prepend(named).Distinct()]);
        Take(named);
    }

    /// <summary>Takes a node for the master, and parts at once from another that was it.</summary>
    private void Take(RedisEndpoint named)
    {
        if (named == _named)
        {
            return;
        }

        _unsettled = new Deadline(Options.TimeProvider, RefreshIntervals.AfterSwitch);
        _named = named;
        Volatile.Write(ref _dataNodes, [named, .. _dataNodes.Where(node => node != named)]);
        if (_serving.Master is { } old)
        {
            Volatile.Write(ref _serving, _serving with { Master = null });
            Nodes.Close(old, $"the sentinels have made {named} the master");
        }
    }

    /// <summary>Lets writes go to a new master as soon as it says that it is one; the others are asked afterwards.</summary>
    private async Task FollowAsync(RedisEndpoint named, CancellationToken cancellationToken)
    {
        if (_serving.Master?.Endpoint == named)
        {
            return;
        }

        var node = Nodes.Get(named);
        var roles = await NodeReader.ReadRolesAsync([node], RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false);
        if (roles[0].Role?.Role == NodeRole.Master)
        {
            Take(named);
            Volatile.Write(ref _serving, new ServingNodes(
                node,
                [.. _serving.Replicas.Where(replica => replica.Endpoint != named)],
                [.. _serving.StaleReplicas.Where(replica => replica.Endpoint != named)]));
            Logger.MasterFound(Name, named);
            Changed.Set();
        }
    }

    /// <summary>The named master if it says that it is one. One that has been a master and does not answer now stays it until a sentinel names another.</summary>
    private RedisEndpoint? ConfirmedMaster(DataNodeReport[] roles) => Array.Find(roles, report => report.Endpoint == _named) switch
    {
        { Role.Role: NodeRole.Master } => _named,
        { Role: null } when _serving.Master?.Endpoint == _named => _named,
        _ => null,
    };

    private void Publish(RedisEndpoint? master, DataNodeReport[] roles)
    {
        var before = _serving.Master?.Endpoint;
        Volatile.Write(ref _serving, ReplicationView.Of(master, roles, Nodes));
        ReplicationView.Log(Logger, Name, before, master, _absence);
        Changed.Set();
    }


    private NodeConnectionOptions SentinelOptions(RedisEndpoint endpoint) => NodeOptions(endpoint) with
    {
        // The ACL users of the data nodes are not those of the sentinels.
        User = null,
        Password = Options.SentinelPassword switch { null => Options.Password, "" => null, var password => password },
    };
}
