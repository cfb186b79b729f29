namespace Aspire.Hosting.ApplicationModel;

/// <summary>A node of a Redis topology that runs as a process on this machine.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="command">The server's executable, such as <c>redis-server</c>.</param>
/// <param name="workingDirectory">The node's own directory, which holds its configuration file and its data.</param>
/// <param name="topology">The topology that the node is part of.</param>
/// <param name="isSentinel">Whether the node is a sentinel.</param>
public sealed class RedisNodeProcessResource(
    string name, string command, string workingDirectory, RedisTopologyResource topology, bool isSentinel)
    : ExecutableResource(name, command, workingDirectory), IRedisNodeResource
{
    /// <inheritdoc />
    public RedisTopologyResource Topology { get; } = topology;

    /// <inheritdoc />
    public bool IsSentinel { get; } = isSentinel;
}
