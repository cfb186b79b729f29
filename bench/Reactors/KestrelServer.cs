using System.Buffers;
using Microsoft.AspNetCore.Connections;
using RedisLib.Resp;

namespace Reactors;

/// <summary>A connection handler of Kestrel, over its socket transport and its pipes.</summary>
internal sealed class KestrelServer(Store store) : ConnectionHandler
{
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Store>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listener => listener.UseConnectionHandler<KestrelServer>()));
        await builder.Build().RunAsync();
    }

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var requests = new RespRequestReader();
        var replies = new RespWriter(RespVersion.Resp2);
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                for (var rest = segment; rest.Length > 0;)
                {
                    var buffer = requests.GetBuffer();
                    var count = Math.Min(buffer.Length, rest.Length);
                    rest[..count].CopyTo(buffer);
                    requests.Advance(count);
                    store.Answer(requests, replies);
                    rest = rest[count..];
                }
            }

            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }

            connection.Transport.Output.Write(replies.Written.Span);
            replies.Clear();
            await connection.Transport.Output.FlushAsync();
        }
    }
}
