using System.Text;
using RedisLib.Resp;

namespace RedisLib;

/// <summary>One argument of a command: text (sent as UTF-8), bytes, or a number (sent as its invariant decimal form).</summary>
public readonly struct RedisArgument
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _text;
    private readonly long _number;
    private readonly Kind _kind;

    private RedisArgument(Kind kind, long number, string? text = null, ReadOnlyMemory<byte> bytes = default)
    {
        _kind = kind;
        _number = number;
        _text = text;
        _bytes = bytes;
    }

    private enum Kind : byte
    {
        Bytes,
        Text,
        Integer,
        Double,
    }

    /// <summary>Text, sent as UTF-8.</summary>
    public static implicit operator RedisArgument(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(Kind.Text, 0, text);
    }

    /// <summary>Bytes, sent as they are.</summary>
    public static implicit operator RedisArgument(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new(Kind.Bytes, 0, bytes: bytes);
    }

    /// <summary>Bytes, sent as they are.</summary>
    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(Kind.Bytes, 0, bytes: bytes);

    /// <summary>A number, sent as its digits.</summary>
    public static implicit operator RedisArgument(int number) => new(Kind.Integer, number);

    /// <summary>A number, sent as its digits.</summary>
    public static implicit operator RedisArgument(long number) => new(Kind.Integer, number);

    /// <summary>A number, sent in the shortest form that reads back to the same value; <c>inf</c>, <c>-inf</c>, <c>nan</c>.</summary>
    public static implicit operator RedisArgument(double number) => new(Kind.Double, BitConverter.DoubleToInt64Bits(number));

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    internal int ByteCount => _kind switch
    {
        Kind.Bytes => _bytes.Length,
        Kind.Text => Encoding.UTF8.GetByteCount(_text!),
        Kind.Integer => RespNumbers.CountDigits(_number),
        _ => RespNumbers.Format(Double, stackalloc byte[RespNumbers.MaxLength]),
    };

    private double Double => BitConverter.Int64BitsToDouble(_number);

    /// <summary>Writes the bytes that are sent into a target of <see cref="ByteCount"/> bytes.</summary>
    internal void Write(Span<byte> target)
    {
        switch (_kind)
        {
            case Kind.Bytes:
                _bytes.Span.CopyTo(target);
                break;
            case Kind.Text:
                _ = Encoding.UTF8.GetBytes(_text, target);
                break;
            case Kind.Integer:
                _ = RespNumbers.Format(_number, target);
                break;
            default:
                _ = RespNumbers.Format(Double, target);
                break;
        }
    }
}
