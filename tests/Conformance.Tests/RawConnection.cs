using System.Globalization;
using System.Net.Sockets;
using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>Sends bytes and takes replies as the bytes that they are, with framing of its own.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    /// <summary>Far longer than any reply takes, so that a server that does not answer fails the test and does not hang it.</summary>
    private static readonly TimeSpan ReplyDeadline = TimeSpan.FromSeconds(20);

    /// <summary>A request that follows one without a reply is sent at once too, not when the server's system has acknowledged the first.</summary>
    private readonly TcpClient _client = new() { NoDelay = true };

    private readonly List<byte> _reply = [];
    private Stream _received = Stream.Null;

    public static async Task<RawConnection> OpenAsync(RedisEndpoint endpoint, RespVersion version)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(endpoint.Host, endpoint.Port);
        connection._received = new BufferedStream(connection._client.GetStream());
        if (version == RespVersion.Resp3)
        {
            await connection.AskAsync("HELLO 3\r\n"u8.ToArray());
        }

        return connection;
    }

    /// <summary>As <see cref="AskAsync(byte[])"/>; a reply that does not come is told with the step.</summary>
    public async Task<byte[]> AskAsync(Step step)
    {
        try
        {
            return await AskAsync(step.Request);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"There was no reply to {step.Text}", late);
        }
    }

    /// <summary>Sends a request.</summary>
    public async Task SendAsync(byte[] request) => await _client.GetStream().WriteAsync(request);

    /// <summary>Sends a request and answers the bytes of the reply; those until the end of the connection, where it ends.</summary>
    public async Task<byte[]> AskAsync(byte[] request)
    {
        using var deadline = new CancellationTokenSource(ReplyDeadline);
        await SendAsync(request);
        _reply.Clear();
        await ReadValueAsync(deadline.Token);
        return [.. _reply];
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ReadValueAsync(CancellationToken cancellationToken)
    {
        var start = _reply.Count;
        if (!await ReadLineAsync(cancellationToken))
        {
            return false;
        }

        var type = (char)_reply[start];
        var length = type is '$' or '=' or '!' or '*' or '%' or '~' or '>' or '|' ? LengthOf(start) : 0;
        switch (type)
        {
            case '$' or '=' or '!' when length >= 0:
                return await ReadBytesAsync(length + 2, cancellationToken);
            case '*' or '~' or '>':
                return await ReadValuesAsync(length, cancellationToken);
            case '%':
                return await ReadValuesAsync(2 * length, cancellationToken);
            case '|':
                // The value that the attribute tells about follows it.
                return await ReadValuesAsync((2 * length) + 1, cancellationToken);
            default:
                return true;
        }
    }

    private async Task<bool> ReadValuesAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            if (!await ReadValueAsync(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private int LengthOf(int start) => int.Parse(
        System.Text.Encoding.ASCII.GetString([.. _reply.Skip(start + 1).TakeWhile(character => character != '\r')]),
        CultureInfo.InvariantCulture);

    private async Task<bool> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (await ReadBytesAsync(1, cancellationToken))
        {
            if (_reply[^1] == '\n')
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var buffer = new byte[count];
        var read = await _received.ReadAtLeastAsync(buffer, count, throwOnEndOfStream: false, cancellationToken);
        _reply.AddRange(buffer.AsSpan(0, read));
        return read == count;
    }
}
