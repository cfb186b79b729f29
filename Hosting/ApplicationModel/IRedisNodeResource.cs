namespace Aspire.Hosting.ApplicationModel;

/// <summary>One server of a Redis topology, whether it runs as a process or as a container.</summary>
/// <remarks>
/// A node's name carries no role, since roles move. The live role is the property <c>redis.role</c> of the resource.
/// </remarks>
public interface IRedisNodeResource : IResourceWithEndpoints, IResourceWithArgs, IResourceWithWaitSupport
{
    /// <summary>The topology that this node is part of.</summary>
    RedisTopologyResource Topology { get; }

    /// <summary>Whether the node is a sentinel rather than a server that holds data.</summary>
    bool IsSentinel { get; }
}
