using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RedisLib.Tests.Connections;

/// <summary>
/// A peer that answers by a script: for each connection, what it is to read and what it then writes. For what no real server
/// can be made to do.
/// </summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private int _accepted;

    public ScriptedPeer(Func<Session, Task> script)
    {
        _listener.Start();
        _serving = ServeAsync(script);
    }

    public RedisEndpoint Endpoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public int Accepted => Volatile.Read(ref _accepted);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
        _listener.Stop();
        _ending.Dispose();
    }

    private async Task ServeAsync(Func<Session, Task> script)
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                sessions.Add(RunAsync(client, Interlocked.Increment(ref _accepted)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(sessions);
        }

        async Task RunAsync(TcpClient client, int number)
        {
            try
            {
                using (client)
                {
                    await script(new Session(client, number, _ending.Token));
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The connection under test hung up, or the test is over.
            }
        }
    }

    /// <summary>One connection.</summary>
    /// <param name="client">Its socket.</param>
    /// <param name="number">1 for the first one.</param>
    /// <param name="ending">Ends with the test.</param>
    internal sealed class Session(TcpClient client, int number, CancellationToken ending)
    {
        private readonly List<byte> _read = [];

        public int Number => number;

        /// <summary>Ends with the test.</summary>
        public CancellationToken Ending => ending;

        /// <summary>Reads until one of some texts has come, and answers all that came up to its end.</summary>
        public async Task<string> ReadAsync(params string[] texts)
        {
            var buffer = new byte[4096];
            while (true)
            {
                var all = Encoding.UTF8.GetString([.. _read]);
                var ends = texts.Select(text => (Start: all.IndexOf(text, StringComparison.Ordinal), text.Length)).Where(found => found.Start >= 0).ToList();
                if (ends.Count > 0)
                {
                    var (start, length) = ends.Min();
                    var taken = all[..(start + length)];
                    _read.RemoveRange(0, Encoding.UTF8.GetByteCount(taken));
                    return taken;
                }

                var count = await client.GetStream().ReadAsync(buffer, ending);
                _read.AddRange(count > 0 ? buffer.AsSpan(0, count) : throw new IOException("closed"));
            }
        }

        /// <summary>Takes so many bytes of a long command, whatever they are.</summary>
        public async Task TakeAsync(int bytes)
        {
            var taken = Math.Min(bytes, _read.Count);
            _read.RemoveRange(0, taken);
            await client.GetStream().ReadExactlyAsync(new byte[bytes - taken], ending);
        }

        public async Task WriteAsync(string resp) => await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(resp), ending);

        /// <summary>Says nothing more until the test is over.</summary>
        public Task StayAsync() => new TaskCompletionSource().Task.WaitAsync(ending);

        /// <summary>Does HELLO as a server without it does, and the PING that follows.</summary>
        public async Task RefuseHelloAsync()
        {
            await ReadAsync("HELLO\r\n$1\r\n3\r\n");
            await WriteAsync("-ERR unknown command `HELLO`, with args beginning with: `3`, \r\n");
            await ReadAsync("PING\r\n");
            await WriteAsync("+PONG\r\n");
        }

        /// <summary>Does HELLO as a server that has it.</summary>
        public async Task AcceptHelloAsync()
        {
            await ReadAsync("HELLO\r\n$1\r\n3\r\n");
            await WriteAsync("%1\r\n$5\r\nproto\r\n:3\r\n");
        }
    }
}
