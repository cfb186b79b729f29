using System.Net.Sockets;

namespace RaftNode.Server.Network.Portable;

/// <summary>The runtime's sockets, on any system.</summary>
internal sealed class PortableNetwork : INetwork
{
    public IPoller CreatePoller() => new SelectPoller();

    public IListener Accepting(Socket socket, string? path) => new PortableListener(socket, path);
}
