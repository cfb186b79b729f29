using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace RedisLib.Resp;

/// <summary>Numbers as RESP writes them.</summary>
internal static class RespNumbers
{
    private static readonly SearchValues<byte> DoubleCharacters = SearchValues.Create("0123456789+-.eE"u8);

    /// <summary>Room for the longest integer and the longest shortest-form double with sign and exponent.</summary>
    public const int MaxLength = 32;

    /// <summary>The shortest decimal form that reads back to the same double; <c>inf</c>, <c>-inf</c>, <c>nan</c>.</summary>
    public static string Format(double number) => number switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(number) => "nan",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Writes what <see cref="Format(double)"/> answers; the target has room for them.</summary>
    public static int Format(double number, Span<byte> target)
    {
        if (!double.IsFinite(number))
        {
            var name = double.IsNaN(number) ? "nan"u8 : number > 0 ? "inf"u8 : "-inf"u8;
            name.CopyTo(target);
            return name.Length;
        }

        _ = number.TryFormat(target, out var written, "R", CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Writes the decimal digits; the target has room for them.</summary>
    public static int Format(long number, Span<byte> target)
    {
        _ = Utf8Formatter.TryFormat(number, target, out var written);
        return written;
    }

    /// <summary>How many bytes <see cref="Format(long, Span{byte})"/> writes.</summary>
    public static int CountDigits(long number)
    {
        var count = number < 0 ? 2 : 1;
        while ((number /= 10) != 0)
        {
            count++;
        }

        return count;
    }

    /// <summary>Reads a signed 64-bit integer that fills the whole text; a leading <c>+</c> is allowed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long number)
    {
        var isNegative = text is [(byte)'-', ..];
        var digits = isNegative || text is [(byte)'+', ..] ? text[1..] : text;
        number = 0;
        if (digits.Length is 0 or > 19)
        {
            return false;
        }

        ulong magnitude = 0;
        foreach (var digit in digits)
        {
            var units = (uint)(digit - '0');
            if (units > 9)
            {
                return false;
            }

            magnitude = (magnitude * 10) + units;
        }

        number = isNegative ? (long)(0 - magnitude) : (long)magnitude;
        return magnitude <= (isNegative ? (ulong)long.MaxValue + 1 : long.MaxValue);
    }

    /// <summary>Reads a double that fills the whole text, <c>inf</c>, <c>-inf</c> and <c>nan</c> included.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        if (text.SequenceEqual("inf"u8) || text.SequenceEqual("+inf"u8))
        {
            number = double.PositiveInfinity;
            return true;
        }

        if (text.SequenceEqual("-inf"u8))
        {
            number = double.NegativeInfinity;
            return true;
        }

        if (text.SequenceEqual("nan"u8) || text.SequenceEqual("-nan"u8))
        {
            number = double.NaN;
            return true;
        }

        // Only digits, signs, a point and an exponent: .NET would also take blanks and its own names for infinity.
        number = 0;
        return !text.IsEmpty && !text.ContainsAnyExcept(DoubleCharacters)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
