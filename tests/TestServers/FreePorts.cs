using System.Net;
using System.Net.Sockets;

namespace TestServers;

/// <summary>Ports of the loopback address that nobody uses.</summary>
public static class FreePorts
{
    // Below the kernel's range for outgoing connections (32768 and up), cluster bus included, so that none of those takes it.
    private const int First = 10_000;
    private const int End = 22_000;
    private const int BusOffset = 10_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Taken = [];

    /// <summary>A port that is free, as is the one 10,000 above it, which a cluster node uses as its bus. Never the same twice.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, End);
                if (!Taken.Contains(port) && IsFree(port) && IsFree(port + BusOffset))
                {
                    Taken.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        // It does not listen: a server that is started at this moment inherits the socket, and with a listening one the port stays taken.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
