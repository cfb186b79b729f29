namespace RedisLib.Connections;

/// <summary>One connection a node, made when it is first asked for.</summary>
/// <param name="connect">Makes a connection.</param>
internal sealed class NodePool(Func<RedisEndpoint, NodeConnection> connect) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RedisEndpoint, NodeConnection> _nodes = [];
    private bool _isDisposed;

    /// <summary>The connections there are.</summary>
    public IReadOnlyList<NodeConnection> Nodes
    {
        get
        {
            lock (_lock)
            {
                return [.. _nodes.Values];
            }
        }
    }

    /// <summary>The connection to a node.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public NodeConnection Get(RedisEndpoint endpoint)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_nodes.TryGetValue(endpoint, out var node))
            {
                _nodes[endpoint] = node = connect(endpoint);
            }

            return node;
        }
    }

    /// <summary>Closes the connections to all other nodes.</summary>
    public void Keep(IReadOnlySet<RedisEndpoint> endpoints)
    {
        foreach (var node in Nodes)
        {
            if (!endpoints.Contains(node.Endpoint))
            {
                Close(node, "the node is no longer part of the topology");
            }
        }
    }

    /// <summary>Closes a connection for good, at once: what is in flight fails, and nothing more goes out on it.</summary>
    /// <param name="node">The connection; the next <see cref="Get"/> of its node makes a new one.</param>
    /// <param name="reason">Why, for those who wait for a reply.</param>
    public void Close(NodeConnection node, string reason)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(node.Endpoint, out var current) && ReferenceEquals(current, node))
            {
                _nodes.Remove(node.Endpoint);
            }
        }

        // First the end, so that the broken link is not made anew, then the break; neither waits for the other.
        var closing = node.DisposeAsync();
        node.Drop(reason);
        _ = closing.AsTask();
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        NodeConnection[] nodes;
        lock (_lock)
        {
            _isDisposed = true;
            nodes = [.. _nodes.Values];
            _nodes.Clear();
        }

        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}
