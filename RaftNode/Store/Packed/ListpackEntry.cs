using System.Buffers.Binary;
using RaftNode.Store.Keys;

namespace RaftNode.Store.Packed;

/// <summary>One entry of a listpack: <c>encoding, data, length of both backwards</c>.</summary>
/// <remarks>
/// <code>
/// 0nnnnnnn                   a number from 0 to 127
/// 10llllll bytes             up to 63 bytes
/// 110nnnnn n                 a number of 13 bits
/// 1110llll l bytes           up to 4,095 bytes
/// f0 l l l l bytes           longer
/// f1 nn, f2 nnn, f3 nnnn, f4 nnnnnnnn   a number of 16, 24, 32, 64 bits
/// </code>
/// Numbers and lengths of more than one byte are little-endian, but those of 12 and 13 bits have their high bits first.
/// </remarks>
internal static class ListpackEntry
{
    private const byte Bytes12 = 0xe0;
    private const byte Bytes32 = 0xf0;
    private const byte Number16 = 0xf1;
    private const byte Number24 = 0xf2;
    private const byte Number32 = 0xf3;
    private const byte Number64 = 0xf4;

    private const int Max6 = (1 << 6) - 1;
    private const int Max12 = (1 << 12) - 1;
    private const int Min13 = -(1 << 12);
    private const int Max13 = (1 << 12) - 1;
    private const int Min24 = -(1 << 23);
    private const int Max24 = (1 << 23) - 1;

    /// <summary>The longest encoding and length backwards, without the bytes of a string.</summary>
    public const int MaxOverheadBytes = 9 + 5;

    /// <summary>How long encoding and data are, from the first bytes of an entry.</summary>
    public static int Length(ReadOnlySpan<byte> entry) => entry[0] switch
    {
        < 0x80 => 1,
        < 0xc0 => 1 + (entry[0] & Max6),
        < 0xe0 => 2,
        < 0xf0 => 2 + Length12(entry),
        Bytes32 => 5 + BinaryPrimitives.ReadInt32LittleEndian(entry[1..]),
        Number16 => 3,
        Number24 => 4,
        Number32 => 5,
        Number64 => 9,
        _ => throw new InvalidDataException($"A listpack has an entry of the unknown encoding 0x{entry[0]:x2}."),
    };

    public static PackedElement Read(ReadOnlySpan<byte> entry) => entry[0] switch
    {
        < 0x80 => new PackedElement(entry[0]),
        < 0xc0 => new PackedElement(entry.Slice(1, entry[0] & Max6)),
        < 0xe0 => new PackedElement(((entry[0] << 27) >> 19) | entry[1]),
        < 0xf0 => new PackedElement(entry.Slice(2, Length12(entry))),
        Bytes32 => new PackedElement(entry.Slice(5, BinaryPrimitives.ReadInt32LittleEndian(entry[1..]))),
        Number16 => new PackedElement(BinaryPrimitives.ReadInt16LittleEndian(entry[1..])),
        Number24 => new PackedElement((entry[1] | (entry[2] << 8) | (entry[3] << 16)) << 8 >> 8),
        Number32 => new PackedElement(BinaryPrimitives.ReadInt32LittleEndian(entry[1..])),
        Number64 => new PackedElement(BinaryPrimitives.ReadInt64LittleEndian(entry[1..])),
        _ => throw new InvalidDataException($"A listpack has an entry of the unknown encoding 0x{entry[0]:x2}."),
    };

    /// <summary>How long the entry of a value is, the length backwards included.</summary>
    public static int SizeOf(ReadOnlySpan<byte> value)
    {
        var length = StringValues.TryParseInteger(value, out var number) ? LengthOf(number) : LengthOf(value);
        return length + BackLengthBytes(length);
    }

    /// <summary>Writes the entry of a value, a number where it is one, and answers how long it is.</summary>
    public static int Write(Span<byte> target, ReadOnlySpan<byte> value)
    {
        var length = StringValues.TryParseInteger(value, out var number) ? WriteNumber(target, number) : WriteBytes(target, value);
        return length + WriteBackLength(target[length..], length);
    }

    /// <summary>How many bytes the length backwards takes. The borders are Redis's, one below what seven bits a byte can hold.</summary>
    public static int BackLengthBytes(int length) => length switch
    {
        <= 127 => 1,
        < 16_383 => 2,
        < 2_097_151 => 3,
        < 268_435_455 => 4,
        _ => 5,
    };

    /// <summary>Reads the length that ends before <paramref name="end"/>.</summary>
    public static int ReadBackLength(ReadOnlySpan<byte> bytes, int end)
    {
        var length = 0;
        var shift = 0;
        byte current;
        do
        {
            current = bytes[--end];
            length |= (current & 0x7f) << shift;
            shift += 7;
        }
        while ((current & 0x80) != 0);

        return length;
    }

    /// <summary>Whether bytes of unknown origin begin with an entry that is whole, and how long that is.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.IsEmpty || bytes[0] > Number64 || bytes.Length < HeadBytes(bytes[0]))
        {
            return false;
        }

        long content = Length(bytes);
        if (content <= 0 || content + BackLengthBytes((int)content) > bytes.Length)
        {
            return false;
        }

        length = (int)content + BackLengthBytes((int)content);
        return BackLengthIs(bytes[(int)content..length], (int)content);
    }

    /// <summary>How many bytes have to be there before the length of an entry can be told.</summary>
    private static int HeadBytes(byte first) => first switch
    {
        >= Bytes12 and < Bytes32 => 2,
        Bytes32 => 5,
        _ => 1,
    };

    private static bool BackLengthIs(ReadOnlySpan<byte> bytes, int length)
    {
        Span<byte> expected = stackalloc byte[5];
        return bytes.SequenceEqual(expected[..WriteBackLength(expected, length)]);
    }

    private static int Length12(ReadOnlySpan<byte> entry) => ((entry[0] & 0x0f) << 8) | entry[1];

    private static int LengthOf(ReadOnlySpan<byte> value) => value.Length + value.Length switch
    {
        <= Max6 => 1,
        <= Max12 => 2,
        _ => 5,
    };

    private static int LengthOf(long number) => number switch
    {
        >= 0 and <= 127 => 1,
        >= Min13 and <= Max13 => 2,
        >= short.MinValue and <= short.MaxValue => 3,
        >= Min24 and <= Max24 => 4,
        >= int.MinValue and <= int.MaxValue => 5,
        _ => 9,
    };

    private static int WriteBytes(Span<byte> target, ReadOnlySpan<byte> value)
    {
        var length = LengthOf(value);
        switch (length - value.Length)
        {
            case 1:
                target[0] = (byte)(0x80 | value.Length);
                break;
            case 2:
                target[0] = (byte)(Bytes12 | (value.Length >> 8));
                target[1] = (byte)value.Length;
                break;
            default:
                target[0] = Bytes32;
                BinaryPrimitives.WriteInt32LittleEndian(target[1..], value.Length);
                break;
        }

        value.CopyTo(target[(length - value.Length)..]);
        return length;
    }

    private static int WriteNumber(Span<byte> target, long number)
    {
        var length = LengthOf(number);
        switch (length)
        {
            case 1:
                target[0] = (byte)number;
                break;
            case 2:
                target[0] = (byte)(0xc0 | ((number >> 8) & 0x1f));
                target[1] = (byte)number;
                break;
            case 3:
                target[0] = Number16;
                BinaryPrimitives.WriteInt16LittleEndian(target[1..], (short)number);
                break;
            case 4:
                target[0] = Number24;
                target[1] = (byte)number;
                target[2] = (byte)(number >> 8);
                target[3] = (byte)(number >> 16);
                break;
            case 5:
                target[0] = Number32;
                BinaryPrimitives.WriteInt32LittleEndian(target[1..], (int)number);
                break;
            default:
                target[0] = Number64;
                BinaryPrimitives.WriteInt64LittleEndian(target[1..], number);
                break;
        }

        return length;
    }

    private static int WriteBackLength(Span<byte> target, int length)
    {
        var count = BackLengthBytes(length);
        for (var i = count - 1; i >= 0; i--)
        {
            // The first byte ends the walk backwards, all others say that there is more.
            target[i] = (byte)((length & 0x7f) | (i == 0 ? 0 : 0x80));
            length >>= 7;
        }

        return count;
    }
}
