using RedisLib.Administration;

namespace RedisLib;

/// <summary>What a connection to a Redis Cluster offers beyond <see cref="IRedisConnection"/>.</summary>
public interface IRedisClusterConnection : IRedisConnection
{
    /// <summary>Writes <paramref name="count"/> keys of test data, pipelined to all masters at once.</summary>
    /// <param name="count">How many keys, at least 1.</param>
    /// <param name="cancellationToken">Ends the fill; what was sent stays written.</param>
    ValueTask<FillResult> FillAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>The fields of CLUSTER INFO of one node, in the order in which it names them.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> ClusterInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>The lines of CLUSTER NODES of one node.</summary>
    ValueTask<IReadOnlyList<ClusterNode>> ClusterNodesAsync(CancellationToken cancellationToken = default);
}
