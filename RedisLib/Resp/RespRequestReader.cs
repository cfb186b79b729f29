using System.Buffers;

namespace RedisLib.Resp;

/// <summary>
/// Reads what clients send to a server: arrays of bulk strings, or inline commands as typed into a terminal. The bytes are
/// received into its buffer and the arguments are slices of it, so nothing is copied or allocated per request. Parsing
/// goes on where it stopped when more bytes come. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Whoever calls <see cref="Release"/> when the requests that came are served lets all readers of a thread receive into one and the
/// same buffer, which then stays in the processor's cache, and an idle connection holds no memory.
/// </remarks>
/// <param name="limits">What to accept at first, or null for <see cref="RespLimits.Default"/>; an aggregate is the list of arguments.</param>
public sealed class RespRequestReader(RespLimits? limits = null)
{
    /// <summary>The room offered to a receive at least: several small requests, or a good part of a large one.</summary>
    private const int MinReceiveBytes = 16 * 1024;

    /// <summary>
    /// A shared buffer: what a pipelining client sends at a time, and small enough for the processor's cache. A larger one is for a
    /// large request and not kept after it.
    /// </summary>
    private const int SharedBytes = 64 * 1024;

    /// <summary>An unfinished request of up to this is copied out of a shared buffer; with a longer one the buffer stays.</summary>
    private const int MaxCopiedBytes = MinReceiveBytes;

    /// <summary>The arguments that there is room for at first, which is as many as most requests have.</summary>
    private const int FewPieces = 8;

    /// <summary>Room for more arguments than this is for a large request and not kept after it.</summary>
    private const int MaxKeptPieces = 64;

    private const int NoLength = -1;

    private RespRequest.Piece[] _pieces = new RespRequest.Piece[FewPieces];
    private byte[] _buffer = [];
    private int _start;
    private int _at;
    private int _end;
    private int _count;
    private int _expected = NoLength;
    private int _length = NoLength;
    private int _searched;
    private int _lineStart;
    private long _offset;
    private (int Start, int Count) _given;

    /// <summary>What to accept from now on.</summary>
    public RespLimits Limits { get; set; } = limits ?? RespLimits.Default;

    /// <summary>How much has been received and not read as a request yet, in bytes.</summary>
    public int UnreadBytes => _end - _start;

    /// <summary>What the buffer takes, in bytes.</summary>
    public int BufferBytes => _buffer.Length;

    /// <summary>Where the next bytes are to be received; <see cref="Advance"/> says how many came. Requests read before are gone.</summary>
    public Memory<byte> GetBuffer()
    {
        DropRead();
        var wanted = _length == NoLength ? MinReceiveBytes : Math.Clamp(_at + _length + RespHeader.LineEndLength - _end, MinReceiveBytes, SharedBytes);
        if (_buffer.Length - _end < wanted)
        {
            Replace((long)_end + wanted <= SharedBytes
                ? ArrayPool<byte>.Shared.Rent(SharedBytes)
                : new byte[(int)Math.Min(Array.MaxLength, Math.Max((long)_end + wanted, _buffer.Length * 2L))]);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Takes in what was received into <see cref="GetBuffer"/>.</summary>
    /// <param name="count">How many bytes.</param>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>Reads the next request, if it is complete.</summary>
    /// <param name="request">The request; valid until the next call of any method.</param>
    /// <exception cref="RespProtocolException">The bytes are no request or exceed the limits; the connection is to be closed.</exception>
    public bool TryRead(out RespRequest request)
    {
        request = default;
        if (_expected == NoLength && !TryBegin())
        {
            return false;
        }

        while (_count < _expected)
        {
            if (!TryReadArgument())
            {
                return false;
            }
        }

        request = new RespRequest(_buffer, _pieces, _count);
        _given = (_start, _count);
        _start = _at;
        _count = 0;
        _expected = NoLength;
        return true;
    }

    /// <summary>Puts the request that was read last back, so that the next read gives it again. Nothing was received meanwhile.</summary>
    public void Unread()
    {
        (_start, _count) = _given;
        _expected = _count;
    }

    /// <summary>Gives the buffer back, if not much in it is unread. Requests read before are gone.</summary>
    public void Release()
    {
        DropRead();
        if (_end == 0 || (_buffer.Length >= SharedBytes && _end <= MaxCopiedBytes))
        {
            Replace(_end == 0 ? [] : new byte[_end]);
        }

        if (_pieces.Length > MaxKeptPieces && _count <= FewPieces)
        {
            Array.Resize(ref _pieces, FewPieces);
        }
    }

    /// <summary>Reads <c>*3\r\n</c>, or a whole inline command.</summary>
    private bool TryBegin()
    {
        if (!TryReadLine(out var line))
        {
            return false;
        }

        if (line is not [(byte)'*', ..])
        {
            SplitInline(line);
            _expected = _count;
            return true;
        }

        // A negative count is an empty request, as redis-server has it.
        _expected = Math.Max(0, Number(line[1..], Limits.MaxAggregateItems, "multibulk"));
        return true;
    }

    /// <summary>Reads <c>$3\r\nkey\r\n</c>.</summary>
    private bool TryReadArgument()
    {
        if (_length == NoLength)
        {
            if (!TryReadLine(out var line))
            {
                return false;
            }

            if (line is not [(byte)'$', ..])
            {
                throw Malformed($"expected '$', got '{(line.IsEmpty ? ' ' : (char)line[0])}'");
            }

            _length = Number(line[1..], Limits.MaxBulkBytes, "bulk");
            if (_length < 0)
            {
                _length = NoLength;
                throw Malformed("invalid bulk length");
            }
        }

        if (_end - _at < _length + RespHeader.LineEndLength)
        {
            return false;
        }

        if (!_buffer.AsSpan(_at + _length, RespHeader.LineEndLength).SequenceEqual("\r\n"u8))
        {
            throw Malformed("a string does not end where its length says");
        }

        AddPiece(_at, _length);
        _at += _length + RespHeader.LineEndLength;
        _searched = 0;
        _length = NoLength;
        return true;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var bytes = _buffer.AsSpan(_at, _end - _at);
        var end = bytes[_searched..].IndexOf((byte)'\n');
        if ((end < 0 ? bytes.Length : _searched + end) > Limits.MaxLineBytes)
        {
            throw Malformed(_count == 0 && _expected == NoLength ? "too big inline request" : "too big count string");
        }

        if (end < 0)
        {
            _searched = bytes.Length;
            line = default;
            return false;
        }

        line = bytes[..(_searched + end)];
        _lineStart = _at;
        _at += line.Length + 1;
        _searched = 0;
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return true;
    }

    /// <summary>Splits at blanks; the quotes of redis-cli ("a b", 'a b') keep them. The escapes of quotes are undone in place.</summary>
    private void SplitInline(ReadOnlySpan<byte> line)
    {
        var text = _buffer.AsSpan(_lineStart, line.Length);
        var at = 0;
        while (InlineArgument.TryRead(text, ref at, out var piece))
        {
            AddPiece(_lineStart + piece.Start, piece.Length);
        }

        if (at < text.Length)
        {
            throw Malformed("unbalanced quotes in request");
        }
    }

    private void AddPiece(int start, int length)
    {
        if (_count == _pieces.Length)
        {
            Array.Resize(ref _pieces, _count * 2);
        }

        _pieces[_count++] = new RespRequest.Piece(start, length);
    }

    private int Number(ReadOnlySpan<byte> text, int limit, string what) =>
        !RespNumbers.TryParse(text, out long number) || number > int.MaxValue
            ? throw Malformed($"invalid {what} length")
            : number <= limit ? (int)Math.Max(number, NoLength) : throw Malformed($"{Limits.ExcessName} {what} length");

    /// <summary>Moves what is unread to the front of the buffer.</summary>
    private void DropRead()
    {
        if (_start == 0)
        {
            return;
        }

        var unread = _end - _start;
        _buffer.AsSpan(_start, unread).CopyTo(_buffer);
        for (var i = 0; i < _count; i++)
        {
            _pieces[i] = new RespRequest.Piece(_pieces[i].Start - _start, _pieces[i].Length);
        }

        _offset += _start;
        _at -= _start;
        _end = unread;
        _start = 0;
    }

    /// <summary>Goes on with what is unread in another buffer.</summary>
    private void Replace(byte[] buffer)
    {
        _buffer.AsSpan(0, _end).CopyTo(buffer);
        if (_buffer.Length == SharedBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
    }

    private RespProtocolException Malformed(string problem) => new($"Protocol error: {problem}", _offset + _start);
}
