using RedisLib.Connections;

namespace RedisLib.Topologies;

/// <summary>The nodes that serve a key, and the choice among them.</summary>
/// <param name="Master">Who takes the writes, or null while nobody is known to.</param>
/// <param name="Replicas">Those in sync with it.</param>
/// <param name="StaleReplicas">Those that answer but have lost their master: during a failover they are all there is to read from.</param>
internal sealed record ServingNodes(NodeConnection? Master, IReadOnlyList<NodeConnection> Replicas, IReadOnlyList<NodeConnection> StaleReplicas)
{
    /// <summary>Nobody.</summary>
    public static ServingNodes None { get; } = new(null, [], []);

    /// <summary>A replica that reads may go to, for those who ask.</summary>
    public RedisEndpoint? AnyReplica => Replicas.Count > 0 ? Replicas[0].Endpoint : StaleReplicas.Count > 0 ? StaleReplicas[0].Endpoint : null;

    /// <summary>The node to send a call to, or null when none that may serve it is connected.</summary>
    /// <param name="access">What the call does.</param>
    /// <param name="readFrom">Where reads are to go.</param>
    /// <param name="turn">A random number. A count would not spread the calls: what else is counted in between may have a rhythm.</param>
    /// <param name="avoided">Nodes that have failed this call already.</param>
    public NodeConnection? Choose(Access access, ReadPreference readFrom, uint turn, IReadOnlyList<NodeConnection> avoided)
    {
        var master = Master is { IsConnected: true } && !Contains(avoided, Master) ? Master : null;
        return access switch
        {
            Access.Write => master,
            Access.ReadAnywhere => Pick(Replicas, master, turn, avoided) ?? Pick(StaleReplicas, null, turn, avoided),
            _ when readFrom == ReadPreference.Master && master is not null => master,
            _ => Pick(Replicas, null, turn, avoided) ?? master ?? Pick(StaleReplicas, null, turn, avoided),
        };
    }

    /// <summary>Picks evenly among those that are connected, so that a dead node's share is spread over all others.</summary>
    private static NodeConnection? Pick(IReadOnlyList<NodeConnection> nodes, NodeConnection? extra, uint turn, IReadOnlyList<NodeConnection> avoided)
    {
        var count = extra is null ? 0 : 1;
        for (var i = 0; i < nodes.Count; i++)
        {
            count += IsUsable(nodes[i], avoided) ? 1 : 0;
        }

        if (count == 0)
        {
            return null;
        }

        var wanted = (int)(turn % (uint)count);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (IsUsable(nodes[i], avoided) && wanted-- == 0)
            {
                return nodes[i];
            }
        }

        return extra;
    }

    private static bool IsUsable(NodeConnection node, IReadOnlyList<NodeConnection> avoided) => node.IsConnected && !Contains(avoided, node);

    private static bool Contains(IReadOnlyList<NodeConnection> nodes, NodeConnection node)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (ReferenceEquals(nodes[i], node))
            {
                return true;
            }
        }

        return false;
    }
}
