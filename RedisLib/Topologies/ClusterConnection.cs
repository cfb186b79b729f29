using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Resp;
using RedisLib.Slots;

namespace RedisLib.Topologies;

/// <summary>A cluster: each call goes to the shard of its key's slot, redirections are followed, and the map of the slots is kept up to date.</summary>
internal sealed class ClusterConnection : TopologyConnection, IRedisClusterConnection
{
    /// <summary>How many nodes are asked for the map: one while all is well, several while roles move, because the first to know is to be among them.</summary>
    private const int NodesAskedWhenSettled = 1;

    private const int NodesAskedWhenUnsettled = 8;

    /// <summary>Allows reads on replicas; a master takes no notice of it.</summary>
    private static readonly RedisCommand ReadOnly = RedisCommand.Create("READONLY");

    private readonly Lock _lock = new();
    private readonly HashSet<RedisEndpoint> _broken = [];
    private ClusterRouting _routing = ClusterRouting.Empty;
    private ClusterReplicas _replicas = ClusterReplicas.None;
    private Deadline _unsettled;
    private IReadOnlyList<RedisEndpoint> _known = [];
    private string _absence = "no node has answered yet";
    private int _turn;

    public ClusterConnection(RedisOptions options, ILoggerFactory loggerFactory)
        : base(options, loggerFactory, ReadOnly)
    {
        ConnectSeeds();
        StartRefresh();
    }

    public override RedisEndpoint? MasterEndpoint => _routing.Map.Shards is [var first, ..] ? first.Master : null;

    public override RedisEndpoint? ReplicaEndpoint => _routing.Map.Shards is [{ Replicas: [var first, ..] }, ..] ? first : null;

    public override ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return CommandKeys.SlotOf(command) == CommandKeys.CrossSlot
            ? ValueTask.FromException<RespValue>(new RedisServerException(
                "CROSSSLOT", "CROSSSLOT Keys in request don't hash to the same slot", MasterEndpoint ?? Options.Endpoints[0]))
            : base.ExecuteAsync(command, cancellationToken);
    }

    public override async ValueTask<TopologyDescription> DescribeAsync(CancellationToken cancellationToken = default)
    {
        var known = Volatile.Read(ref _known);
        var endpoints = known.Count > 0 ? known : Options.Endpoints;
        return ClusterJudge.Describe(await NodeReader.ReadClusterAsync(
            endpoints.Select(Nodes.Get), RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false));
    }

    public ValueTask<FillResult> FillAsync(int count, CancellationToken cancellationToken = default) =>
        ClusterFill.RunAsync(this, count, () => Volatile.Read(ref _routing).Map, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, string>> ClusterInfoAsync(CancellationToken cancellationToken = default)
    {
        var (reply, _) = await CallAsync(ClusterInfoReply.Command, CommandKeys.NoSlot, Access.Read, cancellationToken).ConfigureAwait(false);
        return ClusterInfoReply.Parse(reply.AsString());
    }

    public async ValueTask<IReadOnlyList<ClusterNode>> ClusterNodesAsync(CancellationToken cancellationToken = default)
    {
        var (reply, node) = await CallAsync(ClusterNodesReply.Command, CommandKeys.NoSlot, Access.Read, cancellationToken).ConfigureAwait(false);
        return ClusterNodesReply.Parse(reply.AsString(), node.Endpoint);
    }

    protected override int SlotOf(string key) => HashSlot.Of(key);

    protected override int CommandSlot(RedisCommand command) => CommandKeys.SlotOf(command);

    protected override ServingNodes ServingNodesOf(int slot) =>
        Volatile.Read(ref _routing).Serving(slot, slot < 0 ? Interlocked.Increment(ref _turn) : 0);

    protected override string DescribeAbsence() => Volatile.Read(ref _absence);

    /// <summary>Follows MOVED and ASK; the former changes the map, too.</summary>
    protected override Redirection? Redirect(RespValue reply, NodeConnection answered, int slot)
    {
        var redirection = Redirection.Parse(reply, answered.Endpoint, out var moved);
        if (redirection is { IsAsking: false, Target: var target })
        {
            TakeOver(map => map.WithMoved(moved, target), teller: answered.Endpoint);
            TriggerRefresh();
        }

        return redirection;
    }

    /// <summary>A replica whose connection broke may be another process when it is back, so it is to say first that it is in sync.</summary>
    protected override void OnDisconnected(RedisEndpoint endpoint)
    {
        lock (_lock)
        {
            _broken.Add(endpoint);
            _replicas = _replicas.Without([endpoint]);
            Volatile.Write(ref _routing, ClusterRouting.Of(_routing.Map, _replicas, Nodes));
        }
    }

    protected override async Task<TimeSpan> RefreshAsync(CancellationToken cancellationToken)
    {
        var connected = Nodes.Nodes.Where(node => node.IsConnected).ToArray();
        if (connected.Length == 0)
        {
            ConnectSeeds();
            connected = [.. Options.Endpoints.Select(Nodes.Get)];
        }

        Random.Shared.Shuffle(connected);
        var isSettled = _routing.IsSettled;
        var (map, answers) = await ReadMapAsync(connected.Take(isSettled ? NodesAskedWhenSettled : NodesAskedWhenUnsettled), cancellationToken)
            .ConfigureAwait(false);
        if (isSettled && !map.HasMastersOf(_routing.Map))
        {
            // The one may be the last to have heard of a failover: a master that was stopped and goes on still takes itself for one.
            (map, answers) = await ReadMapAsync(connected.Take(NodesAskedWhenUnsettled), cancellationToken).ConfigureAwait(false);
        }

        if (!ReferenceEquals(map.WithNewerOf(_routing.Map), map))
        {
            // What some say is older than what is known: only all of them together can outvote that.
            (map, answers) = await ReadMapAsync(connected, cancellationToken).ConfigureAwait(false);
        }

        if (map.Shards.Count > 0)
        {
            TakeOver(before => IsOfMajority(answers, before) ? map : map.WithNewerOf(before));
            await CheckReplicasAsync(cancellationToken).ConfigureAwait(false);
            map = _routing.Map;
            Volatile.Write(ref _known, ClusterMapReader.KnownNodes(map, answers));
            Nodes.Keep((map.IsComplete ? _known : _known.Concat(Options.Endpoints)).ToHashSet());
        }

        Volatile.Write(ref _absence, Absence(answers));
        Changed.Set();
        return _routing.IsSettled ? RefreshIntervals.Settled : RefreshIntervals.Unsettled;
    }

    private static async Task<(SlotMap Map, IReadOnlyList<ClusterMapAnswer> Answers)> ReadMapAsync(
        IEnumerable<NodeConnection> nodes, CancellationToken cancellationToken)
    {
        var answers = await ClusterMapReader.ReadAsync(nodes, RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false);
        return (SlotMap.Create(ClusterMapReader.WithFreshReplicas(answers)), answers);
    }

    /// <summary>
    /// Whether most masters were asked, and the last switch is so long ago that all of them have heard of it. Then epochs that are
    /// lower than before tell that the count began anew, as it does when a cluster is made again or slots are given by hand.
    /// </summary>
    private bool IsOfMajority(IReadOnlyList<ClusterMapAnswer> answers, SlotMap before) =>
        before.Shards.Count == 0 || (_unsettled.HasPassed && answers.Count(answer => answer.IsOfMaster) > before.Shards.Count / 2);

    /// <summary>Asks every replica whether it is in sync, and lets those that are serve.</summary>
    private async Task CheckReplicasAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _broken.Clear();
        }

        var replicas = _routing.Map.Shards.SelectMany(shard => shard.Replicas).Distinct().Select(Nodes.Get);
        var reports = await NodeReader.ReadRolesAsync(replicas, RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _replicas = _replicas.With(reports).Without(_broken);
            Volatile.Write(ref _routing, ClusterRouting.Of(_routing.Map, _replicas, Nodes));
        }
    }

    private static string Absence(IReadOnlyList<ClusterMapAnswer> answers) => answers.Count == 0
        ? "no node is connected"
        : answers.FirstOrDefault(answer => answer.Problem is not null)?.Problem ?? "the master of the slot is down and no replica has taken over yet";

    private void ConnectSeeds()
    {
        foreach (var endpoint in Options.Endpoints)
        {
            _ = Nodes.Get(endpoint);
        }
    }

    /// <summary>
    /// Puts another map in place of the present one, and parts from masters that were replaced: one that was paused would still
    /// acknowledge what is on its way to it when it goes on. One that tells of its successor itself redirects that, too.
    /// </summary>
    private void TakeOver(Func<SlotMap, SlotMap> change, RedisEndpoint? teller = null)
    {
        SlotMap before, map;
        lock (_lock)
        {
            before = _routing.Map;
            map = change(before);
            if (ReferenceEquals(map, before))
            {
                return;
            }

            Volatile.Write(ref _routing, ClusterRouting.Of(map, _replicas, Nodes));
            if (!map.HasMastersOf(before))
            {
                _unsettled = new Deadline(Options.TimeProvider, RefreshIntervals.AfterSwitch);
            }
        }

        foreach (var shard in before.Shards.Where(shard => map.Shards.All(now => now.Master != shard.Master)))
        {
            if (map.Shards.FirstOrDefault(now => shard.Replicas.Contains(now.Master)) is not { } successor)
            {
                continue;
            }

            Logger.ShardMoved(Name, successor.Master, shard.Master);
            if (shard.Master != teller)
            {
                Nodes.Close(Nodes.Get(shard.Master), $"{successor.Master} serves its slots now");
            }
        }
    }
}
