using System.Buffers.Text;

namespace RaftNode.Store.Keys;

/// <summary>What decides how a string is held.</summary>
internal static class StringValues
{
    /// <summary>A string no longer than this is <c>embstr</c> (OBJ_ENCODING_EMBSTR_SIZE_LIMIT of Redis).</summary>
    public const int MaxEmbeddedBytes = 44;

    /// <summary>The longest number, <c>-9223372036854775808</c>.</summary>
    public const int MaxIntegerBytes = 20;

    /// <summary>The bytes of a string, those of a number in <paramref name="scratch"/>.</summary>
    public static ReadOnlySpan<byte> TextOf(Entry entry, Span<byte> scratch)
    {
        if (entry.Encoding != DataEncoding.Integer)
        {
            return entry.Bytes;
        }

        Utf8Formatter.TryFormat(entry.Number, scratch, out var length);
        return scratch[..length];
    }

    public static int LengthOf(Entry entry)
    {
        Span<byte> scratch = stackalloc byte[MaxIntegerBytes];
        return TextOf(entry, scratch).Length;
    }

    /// <summary>The number that a string is, whichever way it is held.</summary>
    public static bool TryReadInteger(Entry entry, out long number)
    {
        number = entry.Encoding == DataEncoding.Integer ? entry.Number : 0;
        return entry.Encoding == DataEncoding.Integer || TryParseInteger(entry.Bytes, out number);
    }

    /// <summary>Reads a number of 64 bits that is written as it would be answered: no sign but minus, no zeros in front, no blanks.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > MaxIntegerBytes)
        {
            return false;
        }

        var isNegative = text[0] == (byte)'-';
        var digits = isNegative ? text[1..] : text;
        if (digits is not [>= (byte)'1' and <= (byte)'9', ..])
        {
            return !isNegative && digits is [(byte)'0'];
        }

        ulong value = 0;
        foreach (var digit in digits)
        {
            var addend = (uint)(digit - (byte)'0');
            if (addend > 9 || value > (ulong.MaxValue - addend) / 10)
            {
                return false;
            }

            value = (value * 10) + addend;
        }

        if (value > (isNegative ? (ulong)long.MaxValue + 1 : long.MaxValue))
        {
            return false;
        }

        number = isNegative ? unchecked(-(long)value) : (long)value;
        return true;
    }
}
