using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Gives endpoints without a proxy their ports: consecutive ones from a random place of a range below the one that the system
/// gives to outgoing connections, each tried by binding it.
/// </summary>
internal sealed class ProxylessPorts
{
    private const string RangeSetting = "ASPIRE_PROXYLESS_ENDPOINT_PORT_RANGE";
    private const int DefaultFirst = 10_000;
    private const int DefaultLast = 32_767;

    private readonly HashSet<int> _taken;
    private readonly int _first;
    private readonly int _last;
    private int _next;

    public ProxylessPorts(IConfiguration configuration, IEnumerable<int> taken)
    {
        (_first, _last) = RangeOf(configuration[RangeSetting]);
        _taken = [.. taken];
        _next = Random.Shared.Next(_first, _last + 1);
    }

    public int Next()
    {
        for (var tried = 0; tried <= _last - _first; tried++)
        {
            var port = _next;
            _next = port == _last ? _first : port + 1;
            if (_taken.Add(port) && IsFree(port))
            {
                return port;
            }
        }

        throw new EngineException($"No port from {_first} to {_last} is free: set {RangeSetting} to another range (first-last).");
    }

    public static bool IsFree(int port) => CanBind(IPAddress.Any, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    public static (int First, int Last) RangeOf(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return (DefaultFirst, DefaultLast);
        }

        return setting.Split('-') is [var first, var last]
            && int.TryParse(first, out var low)
            && int.TryParse(last, out var high)
            && low is > 0 && low <= high && high <= IPEndPoint.MaxPort
                ? (low, high)
                : throw new EngineException($"{RangeSetting} is '{setting}', and a range of ports such as {DefaultFirst}-{DefaultLast} is expected.");
    }

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressFamilyNotSupported || exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // The machine has no such address, so nobody listens on it either.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
