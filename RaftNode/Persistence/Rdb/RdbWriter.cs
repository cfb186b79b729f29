using System.Buffers.Binary;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Rdb;

/// <summary>Writes what RDB files are made of: lengths, strings, numbers.</summary>
/// <param name="target">Takes the bytes.</param>
/// <param name="compresses">Whether longer strings are to be compressed (<c>rdbcompression</c>).</param>
internal sealed class RdbWriter(RdbBuffer target, bool compresses)
{
    /// <summary>A string no longer than this is not worth the attempt to compress it.</summary>
    private const int MaxPlainBytes = 20;

    /// <summary>The longest text of a number of 32 bits, <c>-2147483648</c>.</summary>
    private const int MaxInt32Bytes = 11;

    private const int Bits14Values = 1 << 14;
    private const byte EncodedMark = RdbLength.Encoded << 6;

    /// <summary>Where the bytes go; another one from time to time.</summary>
    public RdbBuffer Target { get; set; } = target;

    public void WriteByte(byte value)
    {
        Target.Reserve(1)[0] = value;
        Target.Advance(1);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Target.Reserve(bytes.Length));
        Target.Advance(bytes.Length);
    }

    public void WriteOpcode(RdbOpcode opcode) => WriteByte((byte)opcode);

    public void WriteLength(long length)
    {
        var room = Target.Reserve(RdbLength.MaxBytes);
        switch (length)
        {
            case < 1 << 6:
                room[0] = (byte)length;
                Target.Advance(1);
                break;
            case < Bits14Values:
                room[0] = (byte)((RdbLength.Bits14 << 6) | (int)(length >> 8));
                room[1] = (byte)length;
                Target.Advance(2);
                break;
            case <= uint.MaxValue:
                room[0] = RdbLength.Bits32;
                BinaryPrimitives.WriteUInt32BigEndian(room[1..], (uint)length);
                Target.Advance(5);
                break;
            default:
                room[0] = RdbLength.Bits64;
                BinaryPrimitives.WriteInt64BigEndian(room[1..], length);
                Target.Advance(RdbLength.MaxBytes);
                break;
        }
    }

    /// <summary>Writes a string as a number if it is the text of one, so that it may be compressed if it is long.</summary>
    public void WriteString(ReadOnlySpan<byte> value)
    {
        if (value.Length <= MaxInt32Bytes && StringValues.TryParseInteger(value, out var number) && TryWriteNumber(number))
        {
            return;
        }

        var start = Target.Count;
        WriteLength(value.Length);
        var content = Target.Count;
        Write(value);
        if (compresses && value.Length > MaxPlainBytes)
        {
            Target.MarkString(start, content);
        }
    }

    /// <summary>Writes a string that is a number.</summary>
    public void WriteNumber(long number)
    {
        if (TryWriteNumber(number))
        {
            return;
        }

        Span<byte> text = stackalloc byte[StringValues.MaxIntegerBytes];
        System.Buffers.Text.Utf8Formatter.TryFormat(number, text, out var length);
        WriteLength(length);
        Write(text[..length]);
    }

    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Target.Reserve(sizeof(double)), value);
        Target.Advance(sizeof(double));
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Target.Reserve(sizeof(long)), value);
        Target.Advance(sizeof(long));
    }

    private bool TryWriteNumber(long number)
    {
        var room = Target.Reserve(1 + sizeof(int));
        switch (number)
        {
            case >= sbyte.MinValue and <= sbyte.MaxValue:
                room[0] = EncodedMark | (int)RdbStringEncoding.Int8;
                room[1] = (byte)number;
                Target.Advance(1 + sizeof(sbyte));
                return true;
            case >= short.MinValue and <= short.MaxValue:
                room[0] = EncodedMark | (int)RdbStringEncoding.Int16;
                BinaryPrimitives.WriteInt16LittleEndian(room[1..], (short)number);
                Target.Advance(1 + sizeof(short));
                return true;
            case >= int.MinValue and <= int.MaxValue:
                room[0] = EncodedMark | (int)RdbStringEncoding.Int32;
                BinaryPrimitives.WriteInt32LittleEndian(room[1..], (int)number);
                Target.Advance(1 + sizeof(int));
                return true;
            default:
                return false;
        }
    }
}
