using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;

namespace RedisLib.Topologies;

/// <summary>
/// A master with replicas, found by asking all configured nodes for their roles. An operator's promotion is noticed by the next
/// look, or at once by the refusal of a write.
/// </summary>
internal sealed class MasterReplicaConnection : TopologyConnection
{
    private ServingNodes _serving = ServingNodes.None;
    private Deadline _unsettled;
    private string _absence = "no node has answered yet";

    public MasterReplicaConnection(RedisOptions options, ILoggerFactory loggerFactory)
        : base(options, loggerFactory)
    {
        foreach (var endpoint in options.Endpoints)
        {
            _ = Nodes.Get(endpoint);
        }

        StartRefresh();
    }

    public override RedisEndpoint? MasterEndpoint => _serving.Master?.Endpoint;

    public override RedisEndpoint? ReplicaEndpoint => _serving.AnyReplica;

    public override async ValueTask<TopologyDescription> DescribeAsync(CancellationToken cancellationToken = default)
    {
        var reports = await NodeReader.ReadRolesAsync(
            Options.Endpoints.Select(Nodes.Get), RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false);
        return ReplicationJudge.Describe(Mode, reports, MasterEndpoint);
    }

    protected override ServingNodes ServingNodesOf(int slot) => Volatile.Read(ref _serving);

    protected override string DescribeAbsence() => _absence;

    protected override async Task<TimeSpan> RefreshAsync(CancellationToken cancellationToken)
    {
        var reports = await NodeReader.ReadRolesAsync(
            Options.Endpoints.Select(Nodes.Get), RefreshIntervals.AnswerPatience, cancellationToken).ConfigureAwait(false);
        var before = _serving;
        var master = MasterOf(reports, before.Master);
        _absence = master is null ? $"no node is a master: {string.Join("; ", reports.Select(report => report.Problem ?? $"{report.Endpoint} is a {report.Role!.Role}"))}" : _absence;
        Volatile.Write(ref _serving, ReplicationView.Of(master, reports, Nodes));
        ReplicationView.Log(Logger, Name, before.Master?.Endpoint, master, _absence);
        if (master is { } now && now != before.Master?.Endpoint)
        {
            _unsettled = new Deadline(Options.TimeProvider, RefreshIntervals.AfterSwitch);
            if (before.Master is { } old && !Array.Exists(reports, report => report.Endpoint == old.Endpoint && report.Role?.Role == NodeRole.Replica))
            {
                // A replica refuses what is on its way to it; a master that was paused would acknowledge it when it goes on.
                Nodes.Close(old, $"{now} is the master now");
            }
        }

        Changed.Set();
        return master is not null && _unsettled.HasPassed ? RefreshIntervals.Settled : RefreshIntervals.Unsettled;
    }

    /// <summary>
    /// The master by what the nodes say. One that is believed in and has only not answered in time, on a link that is up, stays it:
    /// a node that says that it is a master beside it may be an old one that came back. Replicas that follow another decide.
    /// </summary>
    private static RedisEndpoint? MasterOf(DataNodeReport[] reports, NodeConnection? believed)
    {
        var found = ReplicationJudge.FindMaster(reports, believed?.Endpoint);
        var isSilent = believed is { IsConnected: true } && Array.Exists(reports, report => report.Endpoint == believed.Endpoint && report.Role is null);
        return isSilent && found is null or { Role.Followers.Count: 0 } ? believed!.Endpoint : found?.Endpoint;
    }
}
