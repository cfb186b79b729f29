using System.Net;
using System.Net.Sockets;

namespace RedisLib.Connections;

/// <summary>
/// A TCP socket used without the thread pool: it never blocks on its own, and whoever wants to wait polls. On Linux this
/// saves both the epoll thread and the hop to a pool thread on every reply.
/// </summary>
internal sealed class NodeSocket : IDisposable
{
    /// <summary>How often a wait looks whether it is to end early.</summary>
    private static readonly TimeSpan PollSlice = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The kernel gives up on bytes that the peer does not acknowledge for so long, and probes a silent peer as often. Our own
    /// time-outs are shorter as a rule; this one also ends a connection whose process cannot run.
    /// </summary>
    private const int KernelTimeoutSeconds = 30;

    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveRetries = 3;

    // TCP_USER_TIMEOUT of Linux, which .NET has no name for: netinet/tcp.h.
    private const int LinuxTcpLevel = 6;
    private const int LinuxTcpUserTimeout = 18;

    private readonly Socket _socket;

    private NodeSocket(Socket socket) => _socket = socket;

    /// <summary>Connects to the first address of the host that accepts. The addresses share the time, so that one that leads nowhere leaves some to the next.</summary>
    /// <exception cref="SocketException">No address accepted, or the name is not known.</exception>
    /// <exception cref="TimeoutException">The deadline came first.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static NodeSocket Connect(RedisEndpoint endpoint, Deadline deadline, CancellationToken cancellationToken)
    {
        var addresses = Resolve(endpoint.Host, deadline, cancellationToken);
        for (var left = addresses.Length; left > 0; left--)
        {
            try
            {
                return ConnectTo(new IPEndPoint(addresses[^left], endpoint.Port), deadline.Share(left), cancellationToken);
            }
            catch (Exception exception) when (left > 1 && exception is (SocketException or TimeoutException))
            {
                // The last one's failure is told.
            }
        }

        throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>The address that the socket is connected to.</summary>
    public IPEndPoint? Peer => _socket.RemoteEndPoint as IPEndPoint;

    /// <summary>Sends as much as the kernel takes at once.</summary>
    /// <returns>How many bytes; 0 when it takes none now.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int SendSome(ReadOnlySpan<byte> bytes)
    {
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw new SocketException((int)error),
        };
    }

    /// <summary>Waits for bytes and takes them; 0 when the peer closed or <see cref="Shutdown"/> was called.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int Receive(Span<byte> buffer)
    {
        while (true)
        {
            _ = _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
            if (TryReceive(buffer, out var count))
            {
                return count;
            }
        }
    }

    /// <summary>As <see cref="Receive(Span{byte})"/>, but for a limited time.</summary>
    /// <exception cref="TimeoutException">The deadline came first.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int Receive(Span<byte> buffer, Deadline deadline, CancellationToken cancellationToken)
    {
        Wait(_socket, SelectMode.SelectRead, deadline, cancellationToken);
        return TryReceive(buffer, out var count) ? count : Receive(buffer, deadline, cancellationToken);
    }

    /// <summary>Waits until the kernel takes bytes again, or a little while has gone by.</summary>
    public void WaitUntilWritable() => _ = _socket.Poll(PollSlice, SelectMode.SelectWrite);

    /// <summary>Ends the connection from any thread; a wait in <see cref="Receive(Span{byte})"/> returns.</summary>
    public void Shutdown()
    {
        try
        {
            // Closing then discards what the kernel has not sent: a command that failed must not be delivered later.
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already, which is what was asked for.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static IPAddress[] Resolve(string host, Deadline deadline, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var address)
            ? [address]
            : Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(deadline.Remaining, cancellationToken).GetAwaiter().GetResult();

    private static NodeSocket ConnectTo(IPEndPoint address, Deadline deadline, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        try
        {
            SetKeepAlive(socket);
            StartConnect(socket, address);
            Wait(socket, SelectMode.SelectWrite, deadline, cancellationToken);
            var error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            return error == 0 ? new NodeSocket(socket) : throw new SocketException(error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void StartConnect(Socket socket, IPEndPoint address)
    {
        try
        {
            socket.Connect(address);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Under way; the socket becomes writable when it is decided.
        }
    }

    private static void SetKeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KernelTimeoutSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveRetries);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(LinuxTcpLevel, LinuxTcpUserTimeout, BitConverter.GetBytes(KernelTimeoutSeconds * 1000));
        }
    }

    private static void Wait(Socket socket, SelectMode mode, Deadline deadline, CancellationToken cancellationToken)
    {
        while (!socket.Poll(PollSlice, mode))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.HasPassed)
            {
                throw new TimeoutException();
            }
        }
    }

    private bool TryReceive(Span<byte> buffer, out int count)
    {
        count = _socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            SocketError.Shutdown => true,
            _ => throw new SocketException((int)error),
        };
    }
}
