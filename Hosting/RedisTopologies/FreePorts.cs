using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Free ports for nodes. They are chosen here and not by the orchestrator: a container's inner and outer port must be equal,
/// kept data needs its addresses again, and the orchestrators of several AppHosts choose the same ports at the same time.
/// </summary>
internal static class FreePorts
{
    private static readonly Lock Gate = new();
    private static readonly Queue<int> Left = [];
    private static readonly HashSet<int> LeftOut = [];

    /// <summary>Takes free ports; none is given twice in the life of this process, nor to two processes at a time.</summary>
    /// <exception cref="DistributedApplicationException">There are not so many.</exception>
    public static IReadOnlyList<int> Take(int count)
    {
        lock (Gate)
        {
            var ports = new List<int>(count);
            while (ports.Count < count)
            {
                if (Left.Count == 0)
                {
                    foreach (var next in PortBlocks.OfThisUser.Take())
                    {
                        Left.Enqueue(next);
                    }
                }

                var port = Left.Dequeue();
                if (!LeftOut.Contains(port) && IsFree(port))
                {
                    ports.Add(port);
                }
            }

            return ports;
        }
    }

    /// <summary>Sees to it that ports which kept data needs again are taken neither here nor by another AppHost while this process lives.</summary>
    public static void LeaveOut(IEnumerable<int> ports)
    {
        lock (Gate)
        {
            foreach (var port in ports)
            {
                LeftOut.Add(port);
                PortBlocks.OfThisUser.Hold(port);
            }
        }
    }

    /// <summary>Whether nobody listens on the port at this moment.</summary>
    /// <remarks>
    /// This does not listen itself. A program that is being started just now has a copy of this process's sockets for a moment,
    /// and with a listening one the port would stay taken beyond the answer.
    /// </remarks>
    public static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
