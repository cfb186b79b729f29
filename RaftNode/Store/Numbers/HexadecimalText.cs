using System.Globalization;

namespace RaftNode.Store.Numbers;

/// <summary>Numbers of double precision in hexadecimal, <c>1.8p3</c> for 12, which the C library reads as well.</summary>
internal static class HexadecimalText
{
    private const int DigitBits = 4;

    /// <summary>Digits beyond this many bits only tell whether there is more: that decides how the number is rounded.</summary>
    private const int KeptBits = 62;

    /// <summary>A power of two beyond this is out of range, or zero, whatever the digits.</summary>
    private const int MaxPower = 1 << 20;

    /// <summary>Reads what follows <c>0x</c>; there is at least one digit.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        var isRead = TrySplit(text, out var fraction, out var exponent);
        number = isRead ? Math.ScaleB(fraction, exponent) : 0;
        return isRead;
    }

    /// <summary>As <see cref="TryParse"/>, into a whole number and the power of two that it is multiplied by.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> text, out long fraction, out int exponent)
    {
        var end = text.IndexOfAny((byte)'p', (byte)'P');
        var mantissa = end < 0 ? text : text[..end];
        var power = 0;
        var isRead = TryReadDigits(mantissa, out fraction, out exponent) && (end < 0 || TryReadPower(text[(end + 1)..], out power));
        exponent += power;
        return isRead;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out long fraction, out int exponent)
    {
        fraction = 0;
        exponent = 0;
        var point = text.IndexOf((byte)'.');
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (i == point)
            {
                continue;
            }

            if (!char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }

            long digit = (text[i] & 0x0f) + (char.IsAsciiDigit((char)text[i]) ? 0 : 9);
            count++;
            var isKept = fraction < 1L << (KeptBits - DigitBits);
            fraction = isKept ? (fraction << DigitBits) | digit : fraction | Math.Min(digit, 1);
            var isWhole = point < 0 || i < point;
            exponent += isWhole == isKept ? 0 : isWhole ? DigitBits : -DigitBits;
        }

        return count > 0;
    }

    private static bool TryReadPower(ReadOnlySpan<byte> text, out int power)
    {
        power = 0;
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        var isShort = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out power);
        power = isShort ? Math.Min(power, MaxPower) : MaxPower;
        power = text[0] == (byte)'-' ? -power : power;
        return true;
    }
}
