using System.Net.Sockets;
using RedisLib.Resp;

namespace RaftNode.Tests.Server;

/// <summary>A connection to any server that asks one thing after the other.</summary>
internal sealed class TestConnection : IDisposable
{
    /// <summary>Far longer than any reply takes, so that a server that does not answer fails the test and does not hang it.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client;
    private readonly RespReader _reader = new();
    private readonly RespWriter _writer = new(RespVersion.Resp2);
    private byte[] _buffer = new byte[64 * 1024];
    private int _end;

    /// <summary>Connects.</summary>
    /// <param name="port">The port of the server.</param>
    /// <param name="deadline">How long a reply may take, where something large is asked for.</param>
    public TestConnection(int port, TimeSpan? deadline = null) =>
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true, ReceiveTimeout = (int)(deadline ?? Deadline).TotalMilliseconds };

    /// <summary>Asks with the words of a line as redis-cli splits it.</summary>
    public RespValue Ask(string line) => Ask(Commands.CommandRunner.Words(line));

    public RespValue Ask(IReadOnlyList<byte[]> words)
    {
        Send(words);
        return Receive();
    }

    /// <summary>Sends requests in one go, and answers their replies.</summary>
    public IReadOnlyList<RespValue> AskAll(IReadOnlyList<IReadOnlyList<byte[]>> requests)
    {
        _writer.Clear();
        foreach (var words in requests)
        {
            Write(words);
        }

        _client.GetStream().Write(_writer.Written.Span);
        return [.. requests.Select(_ => Receive())];
    }

    /// <summary>Sends without waiting for the reply, which <see cref="Receive"/> answers.</summary>
    public void Send(IReadOnlyList<byte[]> words)
    {
        _writer.Clear();
        Write(words);
        _client.GetStream().Write(_writer.Written.Span);
    }

    /// <summary>The next reply.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public RespValue Receive()
    {
        while (true)
        {
            ReadOnlySpan<byte> unread = _buffer.AsSpan(0, _end);
            var isWhole = _reader.TryRead(ref unread, out var value);
            unread.CopyTo(_buffer);
            _end = unread.Length;
            if (isWhole)
            {
                return value;
            }

            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, _end * 2);
            }

            var count = _client.GetStream().Read(_buffer.AsSpan(_end));
            _end += count > 0 ? count : throw new IOException("The server has closed the connection.");
        }
    }

    public void Dispose() => _client.Dispose();

    private void Write(IReadOnlyList<byte[]> words)
    {
        _writer.WriteArrayHeader(words.Count);
        foreach (var word in words)
        {
            _writer.WriteBulkString(word);
        }
    }
}
