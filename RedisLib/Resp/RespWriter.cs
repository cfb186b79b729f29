using System.Text;

namespace RedisLib.Resp;

/// <summary>
/// Writes RESP into a buffer of its own, which grows as needed and is kept for the next use. The headers of RESP3 types
/// fall back to their RESP2 form when the peer speaks RESP2. Not safe for concurrent use.
/// </summary>
/// <param name="version">The protocol that the peer speaks.</param>
public sealed class RespWriter(RespVersion version = RespVersion.Resp3)
{
    /// <summary>Beyond this, <see cref="Clear"/> gives the buffer back: one large reply must not hold memory for ever.</summary>
    private const int MaxKeptBytes = 1024 * 1024;

    private const int FirstBytes = 1024;

    /// <summary>One item takes no more than this, so that it fits into a buffer with its header and its line end.</summary>
    private static readonly int MaxItemBytes = Array.MaxLength - RespHeader.MaxLength - RespHeader.LineEndLength;

    private byte[] _buffer = new byte[FirstBytes];
    private int _count;

    /// <summary>The protocol that the peer speaks; HELLO changes it.</summary>
    public RespVersion Version { get; set; } = version;

    /// <summary>What has been written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _count);

    /// <summary>How much has been written since the last <see cref="Clear"/>, in bytes.</summary>
    public int WrittenCount => _count;

    private bool IsResp3 => Version == RespVersion.Resp3;

    /// <summary>Whether more was written than a buffer holds, 2 GB. What <see cref="Written"/> has is not whole then.</summary>
    public bool IsOverflowed { get; private set; }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _count = 0;
        IsOverflowed = false;
        if (_buffer.Length > MaxKeptBytes)
        {
            _buffer = new byte[FirstBytes];
        }
    }

    /// <summary>Forgets the first of what was written, so that a buffer that never gets empty does not grow for ever.</summary>
    /// <param name="count">How many bytes.</param>
    public void Drop(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)_count, nameof(count));
        _buffer.AsSpan(count, _count - count).CopyTo(_buffer);
        _count -= count;
    }

    /// <summary>What the buffer takes, in bytes.</summary>
    public int BufferBytes => _buffer.Length;

    /// <summary>Writes bytes that are RESP already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> resp)
    {
        if (IsTooLong(resp.Length))
        {
            return;
        }

        var target = Reserve(resp.Length);
        resp.CopyTo(target);
        _count += resp.Length;
    }

    /// <summary><c>+OK</c>. The text holds no line break.</summary>
    public void WriteSimpleString(ReadOnlySpan<byte> text) => WriteLine((byte)'+', text);

    /// <summary><c>+OK</c></summary>
    public void WriteOk() => WriteRaw("+OK\r\n"u8);

    /// <summary><c>-ERR text</c>. Line breaks in the text become blanks, as they would end it.</summary>
    public void WriteError(ReadOnlySpan<byte> text)
    {
        WriteLine((byte)'-', text);
        if (IsOverflowed)
        {
            return;
        }

        var written = _buffer.AsSpan(_count - RespHeader.LineEndLength - text.Length, text.Length);
        written.Replace((byte)'\r', (byte)' ');
        written.Replace((byte)'\n', (byte)' ');
    }

    /// <summary><c>:42</c></summary>
    public void WriteInteger(long number) => WriteHeader((byte)':', number);

    /// <summary><c>$5 hello</c></summary>
    public void WriteBulkString(ReadOnlySpan<byte> bytes) => WritePrefixed((byte)'$', bytes);

    /// <summary><c>$5 hello</c>, the text as UTF-8.</summary>
    public void WriteBulkString(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (IsTooLong(length))
        {
            return;
        }

        WriteHeader((byte)'$', length);
        var target = Reserve(length + RespHeader.LineEndLength);
        _count += Encoding.UTF8.GetBytes(text, target);
        _count += RespHeader.WriteLineEnd(_buffer.AsSpan(_count));
    }

    /// <summary><c>$2 42</c>, a number as the string of its digits.</summary>
    public void WriteBulkInteger(long number)
    {
        Span<byte> digits = stackalloc byte[RespNumbers.MaxLength];
        WriteBulkString(digits[..RespNumbers.Format(number, digits)]);
    }

    /// <summary>The null of a missing value.</summary>
    public void WriteNull() => WriteRaw(IsResp3 ? "_\r\n"u8 : "$-1\r\n"u8);

    /// <summary>The null of a missing array.</summary>
    public void WriteNullArray() => WriteRaw(IsResp3 ? "_\r\n"u8 : "*-1\r\n"u8);

    /// <summary><c>#t</c>; RESP2 has 1 and 0.</summary>
    public void WriteBoolean(bool value) =>
        WriteRaw(IsResp3 ? (value ? "#t\r\n"u8 : "#f\r\n"u8) : (value ? ":1\r\n"u8 : ":0\r\n"u8));

    /// <summary><c>,3.25</c>; RESP2 has the digits as a bulk string.</summary>
    public void WriteDouble(double number)
    {
        Span<byte> digits = stackalloc byte[RespNumbers.MaxLength];
        WriteDouble(digits[..RespNumbers.Format(number, digits)]);
    }

    /// <summary><c>,3.25</c>, a double given by its digits; RESP2 has them as a bulk string.</summary>
    public void WriteDouble(ReadOnlySpan<byte> digits)
    {
        if (IsResp3)
        {
            WriteLine((byte)',', digits);
        }
        else
        {
            WriteBulkString(digits);
        }
    }

    /// <summary><c>(123...</c>, an integer of any length given by its digits; RESP2 has them as a bulk string.</summary>
    public void WriteBigNumber(ReadOnlySpan<byte> digits)
    {
        if (IsResp3)
        {
            WriteLine((byte)'(', digits);
        }
        else
        {
            WriteBulkString(digits);
        }
    }

    /// <summary><c>!21 SYNTAX invalid syntax</c>; RESP2 has an error line.</summary>
    public void WriteBulkError(ReadOnlySpan<byte> text)
    {
        if (IsResp3)
        {
            WritePrefixed((byte)'!', text);
        }
        else
        {
            WriteError(text);
        }
    }

    /// <summary><c>=15 txt:Some string</c>; RESP2 has the text alone as a bulk string.</summary>
    /// <param name="content">Three letters of format, a colon, the text.</param>
    public void WriteVerbatimString(ReadOnlySpan<byte> content)
    {
        if (IsResp3)
        {
            WritePrefixed((byte)'=', content);
        }
        else
        {
            WriteBulkString(content[RespValue.VerbatimPrefixLength..]);
        }
    }

    /// <summary><c>*2</c>; as many values are to follow.</summary>
    public void WriteArrayHeader(int count) => WriteHeader((byte)'*', count);

    /// <summary>The lines that a HELP subcommand answers.</summary>
    public void WriteHelp(IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        WriteArrayHeader(lines.Count);
        foreach (var line in lines)
        {
            WriteSimpleString(Encoding.UTF8.GetBytes(line));
        }
    }

    /// <summary><c>%2</c>; as many keys, each with its value, are to follow. RESP2 has an array of twice as many.</summary>
    public void WriteMapHeader(int pairs) => WriteHeader(IsResp3 ? (byte)'%' : (byte)'*', IsResp3 ? pairs : 2L * pairs);

    /// <summary><c>~2</c>; RESP2 has an array.</summary>
    public void WriteSetHeader(int count) => WriteHeader(IsResp3 ? (byte)'~' : (byte)'*', count);

    /// <summary><c>&gt;3</c>; RESP2 has an array.</summary>
    public void WritePushHeader(int count) => WriteHeader(IsResp3 ? (byte)'>' : (byte)'*', count);

    /// <summary><c>|1</c>; as many keys, each with its value, are to follow, then the value that they tell about. RESP3 only.</summary>
    /// <exception cref="InvalidOperationException">The peer speaks RESP2, which has no attributes.</exception>
    public void WriteAttributeHeader(int pairs)
    {
        if (!IsResp3)
        {
            throw new InvalidOperationException("RESP2 has no attributes: leave them out when the peer speaks it.");
        }

        WriteHeader((byte)'|', pairs);
    }

    /// <summary>Writes a whole value, aggregates with all that is in them.</summary>
    public void Write(RespValue value)
    {
        switch (value.Type)
        {
            case RespType.Null when value.IsNullArray:
                WriteNullArray();
                break;
            case RespType.Null:
                WriteNull();
                break;
            case RespType.Integer:
                WriteInteger(value.AsInt64());
                break;
            case RespType.Boolean:
                WriteBoolean(value.AsBoolean());
                break;
            case RespType.Double:
                WriteDouble(value.AsDouble());
                break;
            case RespType.Array or RespType.Map or RespType.Set or RespType.Push:
                WriteAggregate(value);
                break;
            default:
                WriteText(value);
                break;
        }
    }

    private void WriteText(RespValue value)
    {
        switch (value.Type)
        {
            case RespType.SimpleString:
                WriteSimpleString(value.Content);
                break;
            case RespType.Error:
                WriteError(value.Content);
                break;
            case RespType.BigNumber:
                WriteBigNumber(value.Content);
                break;
            case RespType.BulkError:
                WriteBulkError(value.Content);
                break;
            case RespType.VerbatimString:
                WriteVerbatimString(value.Content);
                break;
            default:
                WriteBulkString(value.Content);
                break;
        }
    }

    private void WriteAggregate(RespValue value)
    {
        var items = value.AsArray();
        switch (value.Type)
        {
            case RespType.Map:
                WriteMapHeader(items.Count / 2);
                break;
            case RespType.Set:
                WriteSetHeader(items.Count);
                break;
            case RespType.Push:
                WritePushHeader(items.Count);
                break;
            default:
                WriteArrayHeader(items.Count);
                break;
        }

        foreach (var item in items)
        {
            Write(item);
        }
    }

    private void WriteHeader(byte type, long number)
    {
        var target = Reserve(RespHeader.MaxLength);
        _count += RespHeader.Write(target, type, number);
    }

    private void WritePrefixed(byte type, ReadOnlySpan<byte> bytes)
    {
        if (IsTooLong(bytes.Length))
        {
            return;
        }

        WriteHeader(type, bytes.Length);
        var target = Reserve(bytes.Length + RespHeader.LineEndLength);
        bytes.CopyTo(target);
        _count += bytes.Length + RespHeader.WriteLineEnd(target[bytes.Length..]);
    }

    private void WriteLine(byte type, ReadOnlySpan<byte> text)
    {
        if (IsTooLong(text.Length))
        {
            return;
        }

        var target = Reserve(1 + text.Length + RespHeader.LineEndLength);
        target[0] = type;
        text.CopyTo(target[1..]);
        _count += 1 + text.Length + RespHeader.WriteLineEnd(target[(1 + text.Length)..]);
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _count < bytes)
        {
            Grow(bytes);
        }

        return _buffer.AsSpan(_count);
    }

    private void Grow(int bytes)
    {
        if ((long)_count + bytes > Array.MaxLength)
        {
            Overflow();
        }

        if (_buffer.Length - _count < bytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_count + bytes, 2L * _buffer.Length)));
        }
    }

    /// <summary>Whether an item would never fit, and is left out.</summary>
    private bool IsTooLong(int bytes)
    {
        if (bytes <= MaxItemBytes)
        {
            return false;
        }

        Overflow();
        return true;
    }

    /// <summary>Whoever writes goes on, for what it does beside writing; what it has written is of no use to anybody.</summary>
    private void Overflow()
    {
        IsOverflowed = true;
        _count = 0;
    }
}
