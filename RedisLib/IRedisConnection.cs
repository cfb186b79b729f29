using RedisLib.Administration;
using RedisLib.Resp;

namespace RedisLib;

/// <summary>
/// One interface over every <see cref="RedisMode"/>. A connection finds the nodes, keeps itself connected and follows
/// failovers on its own; it is meant to be kept for the life of the process and is safe for concurrent use.
/// </summary>
/// <remarks>
/// Every call ends within its deadline (<see cref="RedisOptions.OperationTimeout"/>): with an answer, with
/// <see cref="RedisServerException"/> when a server refused the command, or with <see cref="RedisUnavailableException"/>
/// when no node that may serve it did so in time.
/// </remarks>
public interface IRedisConnection : IAsyncDisposable
{
    /// <summary>The name it was registered under, such as <c>sentinel</c>; telemetry carries it.</summary>
    string Name { get; }

    /// <summary>The mode that this connection speaks.</summary>
    RedisMode Mode { get; }

    /// <summary>The master that writes go to (Cluster: that of the lowest slot), or null while none is known.</summary>
    RedisEndpoint? MasterEndpoint { get; }

    /// <summary>A replica that reads may go to, or null while none is known.</summary>
    RedisEndpoint? ReplicaEndpoint { get; }

    /// <summary>Reads a string value: from a replica, or from the master when no replica answers.</summary>
    /// <param name="key">Any text; it is sent as UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; a command that was sent may still run.</param>
    ValueTask<ReadResult> ReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads a string value from a node picked at random, evenly, among those that may serve the key, the master included.</summary>
    /// <inheritdoc cref="ReadAsync" path="/param"/>
    ValueTask<ReadResult> ReadRandomAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Sets a string value on the master.</summary>
    /// <param name="key">Any text; it is sent as UTF-8.</param>
    /// <param name="value">Any bytes, up to 512 MB.</param>
    /// <param name="cancellationToken">Ends the wait; a command that was sent may still run.</param>
    ValueTask<WriteResult> WriteAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a command on the master (Cluster: on the master of the command's first key, or of any slot when it has none). All
    /// callers share the connection to it, so commands that change a connection or block it are refused.
    /// </summary>
    /// <param name="command">The command; see <see cref="RedisCommand.Create"/>.</param>
    /// <param name="cancellationToken">Ends the wait; a command that was sent may still run.</param>
    /// <returns>The reply; an error reply is thrown as <see cref="RedisServerException"/>.</returns>
    /// <exception cref="ArgumentException">The command changes the connection (<c>SELECT</c>, <c>MULTI</c>, <c>SUBSCRIBE</c>) or blocks (<c>BLPOP</c>, <c>WAIT</c>).</exception>
    ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken = default);

    /// <summary>Asks every node for its role and state and says what that makes of the topology. Never throws for a node that does not answer.</summary>
    ValueTask<TopologyDescription> DescribeAsync(CancellationToken cancellationToken = default);
}
