using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Slots;

namespace RedisLib.Topologies;

/// <summary>What one node knows of the slots.</summary>
/// <param name="Claims">Who serves which, with the epochs that tell newer from older.</param>
/// <param name="Nodes">The nodes that it knows.</param>
/// <param name="Problem">Why it did not answer, or null.</param>
internal sealed record ClusterMapAnswer(IReadOnlyList<SlotClaim> Claims, IReadOnlyList<ClusterNode> Nodes, string? Problem)
{
    /// <summary>Whether it is of a master that serves slots, by its own word.</summary>
    public bool IsOfMaster => Nodes.Any(node => node.Flags.Contains("myself") && node.Flags.Contains("master") && node.Slots.Count > 0);
}

/// <summary>Asks nodes for the slot map. CLUSTER SLOTS has the addresses for clients, CLUSTER NODES the configuration epochs.</summary>
internal static class ClusterMapReader
{
    private static readonly RedisCommand[] Questions = [RedisCommand.Create("CLUSTER", "SLOTS"), ClusterNodesReply.Command];

    /// <summary>Asks all given nodes at the same time.</summary>
    public static async Task<IReadOnlyList<ClusterMapAnswer>> ReadAsync(
        IEnumerable<NodeConnection> nodes, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var answers = await Task.WhenAll(nodes.Select(node => AskAsync(node, limit.Token))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return answers;
    }

    /// <summary>
    /// All nodes of the cluster, failed ones included. Where clients are given host names, those of the map: CLUSTER NODES has
    /// only the IP addresses, which may lead nowhere from here.
    /// </summary>
    public static IReadOnlyList<RedisEndpoint> KnownNodes(SlotMap map, IReadOnlyList<ClusterMapAnswer> answers)
    {
        var announced = answers.SelectMany(answer => answer.Nodes)
            .Where(node => !node.Flags.Contains("handshake"))
            .Select(node => node.Endpoint)
            .OfType<RedisEndpoint>()
            .ToHashSet();
        var mapped = map.Nodes.ToList();
        return mapped.TrueForAll(announced.Contains) ? [.. mapped, .. announced.Except(mapped)] : mapped;
    }

    /// <summary>
    /// The claims with the replicas that CLUSTER SLOTS leaves out, as it does until the first byte of replication has come and
    /// been gossiped: ten seconds and more after an empty cluster was formed.
    /// </summary>
    public static IReadOnlyList<SlotClaim> WithFreshReplicas(IReadOnlyList<ClusterMapAnswer> answers)
    {
        var claims = answers.SelectMany(answer => answer.Claims).ToList();
        var mapped = claims.SelectMany(claim => claim.Shard.Replicas.Prepend(claim.Shard.Master)).ToHashSet();
        var leftOut = new Dictionary<RedisEndpoint, RedisEndpoint>();
        foreach (var nodes in answers.Select(answer => answer.Nodes))
        {
            foreach (var replica in nodes.Where(node => node is { MasterId: not null, Endpoint: not null } && !node.Flags.Any(IsUnusable)))
            {
                var master = nodes.FirstOrDefault(node => node.Id == replica.MasterId)?.Endpoint;
                if (master is { } endpoint && mapped.Contains(endpoint) && !mapped.Contains(replica.Endpoint!.Value))
                {
                    leftOut[replica.Endpoint.Value] = endpoint;
                }
            }
        }

        var fresh = leftOut.ToLookup(replica => replica.Value, replica => replica.Key);
        return [.. claims.Select(claim => claim with { Shard = claim.Shard with { Replicas = [.. claim.Shard.Replicas.Union(fresh[claim.Shard.Master])] } })];
    }

    private static bool IsUnusable(string flag) => flag is "fail" or "fail?" or "handshake" or "noaddr";

    private static async Task<ClusterMapAnswer> AskAsync(NodeConnection node, CancellationToken limit)
    {
        try
        {
            var replies = await node.SendBatchAsync(Questions, limit).ConfigureAwait(false);
            if (replies.FirstOrDefault(reply => reply.IsError) is { IsError: true } refusal)
            {
                return new ClusterMapAnswer([], [], $"{node.Endpoint}: {refusal.AsString()}");
            }

            var nodes = ClusterNodesReply.Parse(replies[1].AsString(), node.Endpoint);
            var epochs = nodes.ToDictionary(known => known.Id, known => known.ConfigEpoch, StringComparer.Ordinal);
            return new ClusterMapAnswer([.. ClusterSlotsReply.Parse(replies[0], node.Endpoint, id => epochs.GetValueOrDefault(id))], nodes, null);
        }
        catch (RedisException exception)
        {
            return new ClusterMapAnswer([], [], exception.Message);
        }
        catch (OperationCanceledException)
        {
            return new ClusterMapAnswer([], [], $"{node.Endpoint}: no answer in time");
        }
    }
}
