using System.Net;
using System.Net.Sockets;

namespace RaftNode.Server.Network.Portable;

/// <summary>A connection by way of the runtime, on any system.</summary>
/// <param name="socket">It does not block, and is closed with this.</param>
/// <param name="path">The path of the Unix socket that it came by, or null.</param>
internal sealed class PortableSocket(Socket socket, string? path) : INetworkSocket, IPortablePollable
{
    public Socket Socket { get; } = socket;

    public int Descriptor => (int)Socket.Handle;

    public bool IsUnix => path is not null;

    public bool IsLoopback => IsUnix || Socket.RemoteEndPoint is IPEndPoint endpoint && IPAddress.IsLoopback(endpoint.Address);

    public string RemoteAddress => NameOf(Socket.RemoteEndPoint);

    public string LocalAddress => NameOf(Socket.LocalEndPoint);

    public void KeepAlive(int seconds)
    {
        Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        Socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
    }

    public int Receive(Span<byte> target)
    {
        var count = Socket.Receive(target, SocketFlags.None, out var error);
        return error == SocketError.Success ? count : IsTransient(error) ? -1 : 0;
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        var count = Socket.Send(bytes, SocketFlags.None, out var error);
        return error == SocketError.Success ? count : IsTransient(error) ? 0 : -1;
    }

    public void Dispose() => Socket.Dispose();

    private string NameOf(EndPoint? endpoint) => path is null ? endpoint?.ToString() ?? "?:0" : $"{path}:0";

    private static bool IsTransient(SocketError error) => error is SocketError.WouldBlock or SocketError.Interrupted;
}
