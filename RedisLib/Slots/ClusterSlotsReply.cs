using RedisLib.Resp;

namespace RedisLib.Slots;

/// <summary>Reads the reply to CLUSTER SLOTS (https://redis.io/docs/latest/commands/cluster-slots/).</summary>
internal static class ClusterSlotsReply
{
    /// <summary>Reads one node's view.</summary>
    /// <param name="reply">
    /// <c>[[0, 5460, [host, port, id, ...], [host, port, id, ...]], ...]</c>: first and last slot, then the master, then its replicas.
    /// </param>
    /// <param name="asked">The node that answered: an empty host stands for its own.</param>
    /// <param name="configEpochOf">The configuration epoch of a master by its id, as that node knows it.</param>
    public static IEnumerable<SlotClaim> Parse(RespValue reply, RedisEndpoint asked, Func<string, long> configEpochOf)
    {
        foreach (var range in reply.AsArray())
        {
            var fields = range.AsArray();
            var slots = new SlotRange((int)fields[0].AsInt64(), (int)fields[1].AsInt64());
            var nodes = fields.Skip(2).Select(node => Node(node, asked)).ToArray();
            if (nodes is [{ Endpoint: { } master } first, .. var replicas])
            {
                var shard = new ClusterShard(master, [.. replicas.Select(replica => replica.Endpoint).OfType<RedisEndpoint>()]);
                yield return new SlotClaim(slots, configEpochOf(first.Id), shard);
            }
        }
    }

    private static (RedisEndpoint? Endpoint, string Id) Node(RespValue node, RedisEndpoint asked)
    {
        var fields = node.AsArray();
        var host = fields[0].IsNull ? "" : fields[0].AsString();
        var port = (int)fields[1].AsInt64();
        var id = fields.Count > 2 ? fields[2].AsString() : "";

        // "?" is a node that is to be known by its host name and has not announced one: nobody can reach it.
        RedisEndpoint? endpoint = host is "?" || port is < 1 or > 65535 ? null : new RedisEndpoint(host.Length == 0 ? asked.Host : host, port);
        return (endpoint, id);
    }
}
