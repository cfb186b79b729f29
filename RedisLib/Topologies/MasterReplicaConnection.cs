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
        var master = ReplicationJudge.FindMaster(reports, before.Master?.Endpoint)?.Endpoint ?? Busy(before.Master, reports);
        _absence = master is null ? $"no node is a master: {string.Join("; ", reports.Select(report => report.Problem ?? $"{report.Endpoint} is a {report.Role!.Role}"))}" : _absence;
        Volatile.Write(ref _serving, ReplicationView.Of(master, reports, Nodes));
        ReplicationView.Log(Logger, Name, before.Master?.Endpoint, master, _absence);
        Changed.Set();
        return ReplicationView.IsSettled(master, reports) ? RefreshIntervals.Settled : RefreshIntervals.Unsettled;
    }

    /// <summary>A master that cannot answer because a long value is on its way to or from it is still the master.</summary>
    private static RedisEndpoint? Busy(NodeConnection? master, DataNodeReport[] reports) =>
        master is { IsTransferring: true } && Array.Exists(reports, report => report.Endpoint == master.Endpoint && report.Role is null)
            ? master.Endpoint
            : null;
}
