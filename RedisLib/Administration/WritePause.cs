using RedisLib.Connections;

namespace RedisLib.Administration;

/// <summary>
/// Holds the writes of clients at masters that are to become replicas, until it is disposed of: one that a client of a former run
/// had acknowledged between the look at such a node and its REPLICAOF would be wiped. What was held is refused by the replica with
/// READONLY, which tells that nothing was applied. Replicas take no writes, and to hold the stream that they copy would cost them
/// their place in it.
/// </summary>
internal sealed class WritePause : IAsyncDisposable
{
    /// <summary>How long the looks and the changes may take in all: with nodes that answer it is some milliseconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How much longer writes are held, for a REPLICAOF that was sent at the limit; then nodes let them through by themselves.</summary>
    private static readonly TimeSpan Margin = AdministeredNodes.CommandTimeout;

    private readonly AdministeredNodes _nodes;
    private readonly Deadline _deadline = new(TimeProvider.System, Limit);
    private readonly List<RedisEndpoint> _held = [];

    private WritePause(AdministeredNodes nodes) => _nodes = nodes;

    /// <summary>Returns when the masters take no writes.</summary>
    /// <exception cref="RedisAdministrationException">One does not answer, or is older than Redis 6.2.</exception>
    public static async Task<WritePause> BeginAsync(AdministeredNodes nodes, IEnumerable<RedisEndpoint> masters, CancellationToken cancellationToken)
    {
        var pause = new WritePause(nodes);
        var command = RedisCommand.Create("CLIENT", "PAUSE", (long)(Limit + Margin).TotalMilliseconds, "WRITE");
        try
        {
            foreach (var master in masters)
            {
                pause._held.Add(master);
                await nodes.RunAsync(master, command, cancellationToken).ConfigureAwait(false);
            }

            return pause;
        }
        catch
        {
            await pause.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes sure that no write can have been acknowledged since the node was looked at.</summary>
    /// <exception cref="RedisAdministrationException">One may have been: look again.</exception>
    public void RefuseUnlessHeld(RedisEndpoint master)
    {
        if (!_held.Contains(master) || _deadline.HasPassed)
        {
            throw new RedisAdministrationException(
                $"{master} may have taken writes since it was looked at, so it is not made a replica now: it became a master meanwhile, or nodes answer slowly. Try again.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var master in _held)
        {
            try
            {
                await _nodes.RunAsync(master, RedisCommand.Create("CLIENT", "UNPAUSE"), CancellationToken.None).ConfigureAwait(false);
            }
            catch (RedisAdministrationException)
            {
                // The pause ends by itself.
            }
        }
    }
}
