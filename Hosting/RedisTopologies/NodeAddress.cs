namespace Aspire.Hosting.RedisTopologies;

/// <summary>Where a node is reached: by clients on the host, by clients in containers, and by the other nodes.</summary>
/// <param name="Host">The IP address that the node announces.</param>
/// <param name="Port">Its client port, the same inside and outside.</param>
/// <param name="BusPort">The port of its cluster bus, or 0 where there is none.</param>
internal readonly record struct NodeAddress(string Host, int Port, int BusPort = 0);
