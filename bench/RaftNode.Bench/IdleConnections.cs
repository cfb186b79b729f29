using System.Globalization;
using System.Net.Sockets;

namespace RaftNode.Bench;

/// <summary>What connections that ask for nothing cost in memory.</summary>
internal static class IdleConnections
{
    private const int Count = 10_000;

    /// <summary>In MB over the process that has none.</summary>
    private const double Bar = 150;

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Count} connections, each of which has sent one PING; MB over the idle process, the bar is {Bar}");
        foreach (var server in await ServerUnderTest.StartBothAsync("maxclients 20000"))
        {
            await using (server)
            {
                var before = server.ResidentBytes;
                var clients = new List<Socket>(Count);
                for (var i = 0; i < Count; i++)
                {
                    clients.Add(await PingAsync(server));
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server.Name,-14}{(server.ResidentBytes - before) / 1048576.0,7:F1}"));
                clients.ForEach(client => client.Dispose());
            }
        }
    }

    private static async Task<Socket> PingAsync(ServerUnderTest server)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port);
        await client.SendAsync("PING\r\n"u8.ToArray());
        var reply = new byte[16];
        var count = await client.ReceiveAsync(reply);
        return count == 7 ? client : throw new InvalidOperationException($"PING was answered by {count} bytes.");
    }
}
