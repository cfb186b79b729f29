using System.Net;
using System.Net.Sockets;

namespace RaftNode.Server.Network.Portable;

/// <summary>
/// Waits with the runtime's own select, on any system. Each wait looks at every socket, so it is for systems without epoll, and for
/// some hundred connections.
/// </summary>
internal sealed class SelectPoller : IPoller
{
    private readonly Dictionary<Socket, (int Token, Readiness Wanted)> _watched = [];
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly Socket _wake = SocketToItself();

    public void Add(IPollable socket, int token) => _watched.Add(SocketOf(socket), (token, Readiness.Read));

    public void Watch(IPollable socket, int token, Readiness readiness) => _watched[SocketOf(socket)] = (token, readiness);

    public void Remove(IPollable socket, int token) => _watched.Remove(SocketOf(socket));

    public int Wait(Span<(int Token, Readiness Readiness)> ready, int milliseconds)
    {
        _readable.Clear();
        _readable.Add(_wake);
        _writable.Clear();
        foreach (var (socket, (_, wanted)) in _watched)
        {
            if (wanted.HasFlag(Readiness.Read))
            {
                _readable.Add(socket);
            }

            if (wanted.HasFlag(Readiness.Write))
            {
                _writable.Add(socket);
            }
        }

        Socket.Select(_readable, _writable, checkError: null, TimeSpan.FromMilliseconds(milliseconds));
        if (_readable.Remove(_wake))
        {
            ForgetWake();
        }

        // What is beyond the room stays ready, and comes with the next wait.
        var count = 0;
        foreach (var socket in _writable.Take(ready.Length))
        {
            ready[count++] = (_watched[socket].Token, Readiness.Write);
        }

        foreach (var socket in _readable.Take(ready.Length - count))
        {
            ready[count++] = (_watched[socket].Token, Readiness.Read);
        }

        return count;
    }

    public void Wake()
    {
        Span<byte> one = [1];
        _wake.Send(one);
    }

    public void Dispose() => _wake.Dispose();

    private static Socket SocketOf(IPollable socket) => ((IPortablePollable)socket).Socket;

    /// <summary>A socket that nobody else can send to, since it is connected to its own address.</summary>
    private static Socket SocketToItself()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(socket.LocalEndPoint!);
        socket.Blocking = false;
        return socket;
    }

    private void ForgetWake()
    {
        Span<byte> wakes = stackalloc byte[1];
        while (_wake.Available > 0)
        {
            _wake.Receive(wakes);
        }
    }
}
