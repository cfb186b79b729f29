using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Free ports for nodes whose ports must be known before the orchestrator chooses any: containers, whose inner and outer
/// port must be equal, and nodes that keep their data and with it their addresses.
/// </summary>
internal static class FreePorts
{
    /// <summary>The range that Aspire takes such ports from: below the ports that Linux hands out to outgoing connections.</summary>
    private const int Lowest = 10_000;
    private const int Highest = 32_767;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];
    private static int next = Random.Shared.Next(Lowest, Highest);

    /// <summary>Takes <paramref name="count"/> free ports; none is given twice in the life of this process.</summary>
    /// <exception cref="DistributedApplicationException">There are not so many.</exception>
    public static IReadOnlyList<int> Take(int count)
    {
        lock (Gate)
        {
            var ports = new List<int>(count);
            for (var tries = 0; ports.Count < count && tries <= Highest - Lowest; tries++)
            {
                next = next >= Highest ? Lowest : next + 1;
                if (!Given.Contains(next) && IsFree(next))
                {
                    ports.Add(next);
                    Given.Add(next);
                }
            }

            return ports.Count == count
                ? ports
                : throw new DistributedApplicationException($"There are no {count} free ports from {Lowest} to {Highest}.");
        }
    }

    /// <summary>Whether nobody listens on the port at this moment.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
