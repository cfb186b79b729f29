using RedisLib.Resp;

namespace RaftNode.Persistence.Aof;

/// <summary>Reads the requests of a file, one after the other, and knows where each begins.</summary>
/// <param name="stream">The file.</param>
/// <param name="name">Its name, for messages.</param>
/// <param name="start">Where the first request begins, in bytes; the stream stands there.</param>
internal sealed class AofReader(Stream stream, string name, long start)
{
    /// <summary>Many requests at once.</summary>
    private const int FirstBufferBytes = 256 * 1024;

    private readonly RespLogReader _reader = new();
    private byte[] _buffer = new byte[FirstBufferBytes];
    private long _bufferStart = start;
    private int _at;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Where the next request begins, or the file ends: in bytes from the start of the file.</summary>
    public long Offset => _bufferStart + _at;

    /// <summary>Whether the file ends within a request, after the last one that was read.</summary>
    public bool IsTruncated => _isAtEnd && _at < _end;

    /// <summary>Reads a request, which is valid until the next one is read.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="AofException">There is something else than requests.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool TryRead(out RespRequest request)
    {
        try
        {
            int next;
            while (!_reader.TryRead(_buffer, _at, _end, out request, out next))
            {
                _at = next;
                if (_isAtEnd)
                {
                    return false;
                }

                Fill();
            }

            _at = next;
            return true;
        }
        catch (RespProtocolException problem)
        {
            throw new AofException(
                $"Bad file format reading the append only file {name} at offset {_bufferStart + problem.Offset}: {problem.Problem}. "
                + "Make a backup of your AOF file, then use redis-check-aof --fix <filename.manifest>",
                problem);
        }
    }

    /// <summary>Moves what is unread to the front, and makes room for a request that is longer than the buffer.</summary>
    private void Fill()
    {
        var unread = _buffer.AsSpan(_at, _end - _at);
        if (unread.Length == Array.MaxLength)
        {
            throw new AofException($"The request at offset {Offset} of the append only file {name} is longer than can be held");
        }

        if (unread.Length > _buffer.Length / 2)
        {
            var larger = new byte[Math.Min(Array.MaxLength, 2L * _buffer.Length)];
            unread.CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            unread.CopyTo(_buffer);
        }

        _bufferStart += _at;
        _end = unread.Length;
        _at = 0;
        var count = stream.ReadAtLeast(_buffer.AsSpan(_end), 1, throwOnEndOfStream: false);
        _isAtEnd = count == 0;
        _end += count;
    }
}
