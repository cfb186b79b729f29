using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RaftNode.Server.Network;

/// <summary>How an attempt to accept a connection came out.</summary>
internal enum AcceptOutcome
{
    Accepted,

    /// <summary>There is none, or none any more.</summary>
    Nothing,

    /// <summary>The process or the machine has no descriptor or memory left for it.</summary>
    Exhausted,
}

/// <summary>Where connections come in, by TCP or a Unix socket.</summary>
internal sealed unsafe class LinuxListener : IPollable
{
    private readonly Socket _socket;
    private readonly string? _path;

    private LinuxListener(Socket socket, EndPoint endpoint, string? path, int backlog)
    {
        _socket = socket;
        _path = path;
        socket.Bind(endpoint);
        socket.Blocking = false;
        socket.Listen(backlog);
    }

    public int Descriptor => (int)_socket.Handle;

    /// <summary>Listens on a port.</summary>
    /// <exception cref="SocketException">Somebody else has the port, or the address is not this machine's.</exception>
    public static LinuxListener OfTcp(IPEndPoint endpoint, int backlog)
    {
        // The runtime allows an address that was in use a moment ago by itself; its option ReuseAddress would share the port as well.
        return new LinuxListener(new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp), endpoint, path: null, backlog);
    }

    /// <summary>Listens on a Unix socket.</summary>
    /// <param name="path">A socket that was left there is replaced.</param>
    /// <param name="mode">The permissions of the file, or null for those of the process.</param>
    /// <param name="backlog">Connections that the system keeps until they are accepted.</param>
    /// <exception cref="SocketException">The file cannot be made.</exception>
    public static LinuxListener OfUnix(string path, UnixFileMode? mode, int backlog)
    {
        File.Delete(path);
        var listener = new LinuxListener(
            new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), path, backlog);
        if (mode is { } permissions && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, permissions);
        }

        return listener;
    }

    /// <summary>Accepts a connection that waits.</summary>
    public AcceptOutcome TryAccept(out LinuxSocket? socket)
    {
        socket = null;
        var descriptor = LinuxCalls.Accept(Descriptor, address: null, length: null, LinuxCalls.NonBlocking | LinuxCalls.CloseOnExec);
        if (descriptor < 0)
        {
            // A client that is gone already is no reason to rest.
            return Marshal.GetLastPInvokeError() is LinuxCalls.TryAgain or LinuxCalls.Interrupted or LinuxCalls.ConnectionAborted
                ? AcceptOutcome.Nothing
                : AcceptOutcome.Exhausted;
        }

        socket = new LinuxSocket(descriptor, _path);
        if (_path is null)
        {
            socket.NoDelay();
        }

        return AcceptOutcome.Accepted;
    }

    public void Dispose() => _socket.Dispose();
}
