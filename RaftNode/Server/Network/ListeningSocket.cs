using System.Net;
using System.Net.Sockets;

namespace RaftNode.Server.Network;

/// <summary>Makes sockets that listen.</summary>
internal static class ListeningSocket
{
    /// <summary>Listens on a port.</summary>
    /// <param name="endpoint">The address and the port.</param>
    /// <param name="backlog">Connections that the system keeps until they are accepted.</param>
    /// <exception cref="SocketException">Somebody else has the port, or the address is not this machine's.</exception>
    public static Socket OfTcp(IPEndPoint endpoint, int backlog)
    {
        // The runtime allows an address that was in use a moment ago by itself; its option ReuseAddress would share the port as well.
        return Bound(new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp), endpoint, backlog);
    }

    /// <summary>Listens on a Unix socket.</summary>
    /// <param name="path">A socket that was left there is replaced.</param>
    /// <param name="mode">The permissions of the file, or null for those of the process.</param>
    /// <param name="backlog">Connections that the system keeps until they are accepted.</param>
    /// <exception cref="SocketException">The file cannot be made.</exception>
    public static Socket OfUnix(string path, UnixFileMode? mode, int backlog)
    {
        File.Delete(path);
        var socket = Bound(
            new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), backlog);
        if (mode is { } permissions && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, permissions);
        }

        return socket;
    }

    private static Socket Bound(Socket socket, EndPoint endpoint, int backlog)
    {
        socket.Bind(endpoint);
        socket.Blocking = false;
        socket.Listen(backlog);
        return socket;
    }
}
