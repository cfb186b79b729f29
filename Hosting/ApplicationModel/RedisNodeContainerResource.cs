namespace Aspire.Hosting.ApplicationModel;

/// <summary>A node of a Redis topology that runs as a container.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="command">The server's executable inside the image, such as <c>redis-server</c>.</param>
/// <param name="topology">The topology that the node is part of.</param>
/// <param name="isSentinel">Whether the node is a sentinel.</param>
public sealed class RedisNodeContainerResource(string name, string command, RedisTopologyResource topology, bool isSentinel)
    : ContainerResource(name, command), IRedisNodeResource
{
    /// <inheritdoc />
    public RedisTopologyResource Topology { get; } = topology;

    /// <inheritdoc />
    public bool IsSentinel { get; } = isSentinel;
}
