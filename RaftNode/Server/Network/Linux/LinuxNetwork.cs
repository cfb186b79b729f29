using System.Net.Sockets;

namespace RaftNode.Server.Network.Linux;

/// <summary>Linux's own calls, without the runtime in between.</summary>
internal sealed class LinuxNetwork : INetwork
{
    public IPoller CreatePoller() => new EpollPoller();

    public IListener Accepting(Socket socket, string? path) => new LinuxListener(socket, path);
}
