using System.Collections.Immutable;
using RedisLib.Administration;

namespace RedisLib.Topologies;

/// <summary>Which replicas of a cluster may serve reads, as they say themselves: the map has no word on whether they have any data. Immutable.</summary>
/// <param name="InSync">Those in sync with their masters.</param>
/// <param name="Stale">Those that have lost their masters and still have what they copied.</param>
internal sealed record ClusterReplicas(ImmutableHashSet<RedisEndpoint> InSync, ImmutableHashSet<RedisEndpoint> Stale)
{
    /// <summary>None.</summary>
    public static ClusterReplicas None { get; } = new([], []);

    /// <summary>What replicas say. One that has not answered in time stays what it was.</summary>
    public ClusterReplicas With(IReadOnlyList<DataNodeReport> reports)
    {
        var silent = reports.Where(report => report.Role is null).Select(report => report.Endpoint).ToHashSet();
        return new(
            [.. InSync.Where(silent.Contains), .. reports.Where(ReplicationView.IsInSync).Select(report => report.Endpoint)],
            [.. Stale.Where(silent.Contains), .. reports.Where(ReplicationView.HasStaleData).Select(report => report.Endpoint)]);
    }

    /// <summary>Those among them whose connections have not broken: a replica that comes back may have been started anew, without data.</summary>
    public ClusterReplicas Without(IEnumerable<RedisEndpoint> broken) => new(InSync.Except(broken), Stale.Except(broken));
}
