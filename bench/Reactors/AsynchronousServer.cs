using System.Net;
using System.Net.Sockets;
using RedisLib.Resp;

namespace Reactors;

/// <summary>The runtime's asynchronous sockets, a loop a connection. Where the loops go on is the runtime's choice: see <see cref="Variant"/>.</summary>
internal static class AsynchronousServer
{
    public static async Task RunAsync(int port)
    {
        var store = new Store();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        while (true)
        {
            var client = await listener.AcceptAsync();
            client.NoDelay = true;
            _ = ServeAsync(client, store);
        }
    }

    private static async Task ServeAsync(Socket client, Store store)
    {
        using var _ = client;
        var requests = new RespRequestReader();
        var replies = new RespWriter(RespVersion.Resp2);
        while (await client.ReceiveAsync(requests.GetBuffer()) is > 0 and var count)
        {
            requests.Advance(count);
            store.Answer(requests, replies);
            await client.SendAsync(replies.Written);
            replies.Clear();
        }
    }
}
