using System.Net.Sockets;

namespace RaftNode.Server.Network.Portable;

/// <summary>What the runtime's select waits for.</summary>
internal interface IPortablePollable : IPollable
{
    /// <summary>The runtime's socket.</summary>
    Socket Socket { get; }
}
