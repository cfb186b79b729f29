using System.Net.Sockets;
using RaftNode.Server.Network.Linux;
using RaftNode.Server.Network.Portable;

namespace RaftNode.Server.Network;

/// <summary>How the reactor comes by sockets and waits for them.</summary>
internal interface INetwork
{
    /// <summary>The fastest way that this system has.</summary>
    static INetwork OfThisSystem => OperatingSystem.IsLinux() ? new LinuxNetwork() : new PortableNetwork();

    IPoller CreatePoller();

    /// <summary>Takes over a socket that listens.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="path">The path of a Unix socket, or null.</param>
    IListener Accepting(Socket socket, string? path);
}
