using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RaftNode.Server.Health;

/// <summary>
/// <c>--check-health [redis.conf] [--port 6380]</c>: whether the server of these settings serves, asked by the same program, so that a
/// container needs no other.
/// </summary>
internal static class HealthCheck
{
    public const string Option = "--check-health";

    /// <summary>Whoever serves answers within a round; an orchestrator asks again before it acts.</summary>
    private const int PatienceMilliseconds = 3000;

    /// <summary>The reply is a line; that much of it says what is wrong.</summary>
    private const int MaxReplyBytes = 1024;

    private static ReadOnlySpan<byte> Pong => "+PONG\r\n"u8;

    /// <summary>Asks for the password: somebody is there and serves whoever has it.</summary>
    private static ReadOnlySpan<byte> NoAuthentication => "-NOAUTH "u8;

    /// <summary>Asks the server. What is wrong is written down in a line.</summary>
    /// <returns>The exit code: 0 when it serves, 1 when it does not.</returns>
    public static int Run(ServerSettings settings, TextWriter output)
    {
        try
        {
            using var socket = Connect(settings);
            socket.Send("PING\r\n"u8);
            var reply = ReadLine(socket, stackalloc byte[MaxReplyBytes]);
            if (reply.SequenceEqual(Pong) || reply.StartsWith(NoAuthentication))
            {
                return 0;
            }

            output.WriteLine($"The server answers PING with: {Encoding.UTF8.GetString(reply).TrimEnd()}");
        }
        catch (SocketException problem)
        {
            output.WriteLine($"The server does not answer: {problem.Message}");
        }

        return 1;
    }

    private static Socket Connect(ServerSettings settings)
    {
        EndPoint endpoint = settings.Port > 0 ? new IPEndPoint(AddressOf(settings), settings.Port) : new UnixDomainSocketEndPoint(settings.UnixSocket);
        var socket = settings.Port > 0
            ? new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.ReceiveTimeout = socket.SendTimeout = PatienceMilliseconds;
        socket.Connect(endpoint);
        return socket;
    }

    /// <summary>An address that means all of the machine's is reached by its own.</summary>
    private static IPAddress AddressOf(ServerSettings settings) => settings.Bind.Select(address => address.Address).FirstOrDefault() switch
    {
        null => IPAddress.Loopback,
        var address when address.Equals(IPAddress.Any) => IPAddress.Loopback,
        var address when address.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
        var address => address,
    };

    private static ReadOnlySpan<byte> ReadLine(Socket socket, Span<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length && !buffer[..length].EndsWith("\n"u8))
        {
            var count = socket.Receive(buffer[length..]);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return buffer[..length];
    }
}
