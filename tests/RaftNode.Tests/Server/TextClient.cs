using System.Net.Sockets;
using System.Text;
using RedisLib;

namespace RaftNode.Tests.Server;

/// <summary>Speaks to a server in inline commands and reads lines, as a person with telnet does.</summary>
internal sealed class TextClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private TextClient(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket, ownsSocket: true), Encoding.Latin1);
    }

    public static Task<TextClient> ConnectAsync(RedisEndpoint endpoint) =>
        ConnectAsync(new Socket(SocketType.Stream, ProtocolType.Tcp), socket => socket.ConnectAsync(endpoint.Host, endpoint.Port));

    public static Task<TextClient> ConnectAsync(string path) => ConnectAsync(
        new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), socket => socket.ConnectAsync(new UnixDomainSocketEndPoint(path)));

    public async Task SendAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var left = (ReadOnlyMemory<byte>)Encoding.Latin1.GetBytes(text);
        while (left.Length > 0)
        {
            left = left[await _socket.SendAsync(left, deadline.Token)..];
        }
    }

    /// <summary>The first line of the reply to a command.</summary>
    public async Task<string?> AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await LineAsync();
    }

    /// <summary>The next line, or null where the server has closed the connection.</summary>
    public async Task<string?> LineAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            return await _reader.ReadLineAsync(deadline.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>All lines until the server closes the connection.</summary>
    public async Task<List<string>> LinesToEndAsync()
    {
        var lines = new List<string>();
        while (await LineAsync() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The text of a bulk or verbatim string that is the reply to a command.</summary>
    public async Task<string> TextAsync(string command)
    {
        var header = await AskAsync(command);
        using var deadline = new CancellationTokenSource(Deadline);
        var text = new char[int.Parse(header![1..]) + 2];
        await _reader.ReadBlockAsync(text, deadline.Token);
        return new string(text, 0, text.Length - 2);
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<TextClient> ConnectAsync(Socket socket, Func<Socket, Task> connect)
    {
        await connect(socket);
        return new TextClient(socket);
    }
}
