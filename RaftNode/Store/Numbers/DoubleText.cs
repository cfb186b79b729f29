using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;

namespace RaftNode.Store.Numbers;

/// <summary>Numbers of double precision as the C library reads and writes them: the scores of sorted sets.</summary>
internal static class DoubleText
{
    /// <summary>Room for the longest number that is written, <c>-1.7976931348623157e+308</c>.</summary>
    public const int MaxBytes = 32;

    /// <summary>So many digits tell any two numbers apart.</summary>
    private const int Digits = 17;

    /// <summary>Whole numbers below this are written with no exponent.</summary>
    private const double FirstWithExponent = 1e17;

    /// <summary>Numbers closer to zero than this power of ten are written with an exponent.</summary>
    private const int LeastPlainExponent = -4;

    /// <summary>What sorted sets hold as a whole number of 64 bits is not beyond this.</summary>
    private const double LastInteger = 1L << 62;

    private static readonly SearchValues<byte> DecimalCharacters = SearchValues.Create("0123456789+-.eE"u8);
    private static readonly SearchValues<byte> NonZeroDigits = SearchValues.Create("123456789"u8);

    /// <summary>Reads a number that fills the whole text and is in range; <c>inf</c> is a number, <c>nan</c> is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        if (StringValues.TryParseInteger(text, out var integer))
        {
            number = integer;
            return true;
        }

        return TryRead(text, out number, out var isInRange) && isInRange;
    }

    /// <summary>Reads what was written here.</summary>
    /// <exception cref="InvalidDataException">It is no number.</exception>
    public static double Parse(ReadOnlySpan<byte> text) =>
        TryParse(text, out var number) ? number : throw new InvalidDataException("A score is no number.");

    /// <summary>Reads the border of a range, which may begin with blanks; nothing is 0, and what is out of range is infinite or 0.</summary>
    public static bool TryParseBorder(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        return text.IsEmpty || TryRead(text.TrimStart(" \t\n\v\f\r"u8), out number, out _);
    }

    /// <summary>Writes seventeen digits without zeros at the end, <c>%.17g</c>. The target has room for <see cref="MaxBytes"/>.</summary>
    public static int Format(double number, Span<byte> target)
    {
        if (Math.Abs(number) < FirstWithExponent && IsWhole(number) && !(number == 0 && double.IsNegative(number)))
        {
            Utf8Formatter.TryFormat((long)number, target, out var length);
            return length;
        }

        return double.IsInfinity(number) ? Copy(number > 0 ? "inf"u8 : "-inf"u8, target) : FormatDigits(number, target);
    }

    /// <summary>As <see cref="Format"/>, but all whole numbers of up to 62 bits plainly, and no minus before 0: as listpacks have them.</summary>
    public static int FormatPacked(double number, Span<byte> target)
    {
        if (Math.Abs(number) <= LastInteger && IsWhole(number))
        {
            Utf8Formatter.TryFormat((long)number, target, out var length);
            return length;
        }

        return Format(number, target);
    }

    private static bool IsWhole(double number) => Math.Truncate(number) == number;

    private static int FormatDigits(double number, Span<byte> target)
    {
        // -d.ddddddddddddddddE+ddd
        Span<byte> scientific = stackalloc byte[MaxBytes];
        number.TryFormat(scientific, out var length, $"E{Digits - 1}", CultureInfo.InvariantCulture);
        var isNegative = scientific[0] == (byte)'-';
        var start = isNegative ? 1 : 0;
        var power = scientific[..length].IndexOf((byte)'E');
        var exponent = int.Parse(scientific[(power + 1)..length], CultureInfo.InvariantCulture);
        scientific[start + 1] = scientific[start];
        var digits = scientific[(start + 1)..power].TrimEnd((byte)'0');
        var written = isNegative ? Copy("-"u8, target) : 0;
        return written + (exponent is < LeastPlainExponent or >= Digits
            ? FormatWithExponent(digits, exponent, target[written..])
            : FormatPlainly(digits, exponent, target[written..]));
    }

    /// <summary><c>1.5e-07</c></summary>
    private static int FormatWithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        var written = WithPoint(digits, 1, target);
        target[written++] = (byte)'e';
        target[written++] = (byte)(exponent < 0 ? '-' : '+');
        Utf8Formatter.TryFormat(Math.Abs(exponent), target[written..], out var length, new StandardFormat('D', 2));
        return written + length;
    }

    /// <summary><c>0.0015</c>, <c>15.5</c> or <c>1500</c></summary>
    private static int FormatPlainly(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        if (exponent >= 0)
        {
            return WithPoint(digits, exponent + 1, target);
        }

        var written = Copy("0.000"u8[..(1 - exponent)], target);
        return written + Copy(digits, target[written..]);
    }

    /// <summary>Writes digits with a point after so many of them, zeros where they end before it, and no point where they end at it.</summary>
    private static int WithPoint(ReadOnlySpan<byte> digits, int whole, Span<byte> target)
    {
        if (digits.Length <= whole)
        {
            Copy(digits, target);
            target[digits.Length..whole].Fill((byte)'0');
            return whole;
        }

        Copy(digits[..whole], target);
        target[whole] = (byte)'.';
        Copy(digits[whole..], target[(whole + 1)..]);
        return digits.Length + 1;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        return text.Length;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, out double number, out bool isInRange)
    {
        var isNegative = text is [(byte)'-', ..];
        var unsigned = isNegative || text is [(byte)'+', ..] ? text[1..] : text;
        var isRead = TryReadUnsigned(unsigned, out number, out isInRange);
        number = isNegative ? -number : number;
        return isRead;
    }

    private static bool TryReadUnsigned(ReadOnlySpan<byte> text, out double number, out bool isInRange)
    {
        if (Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8))
        {
            number = double.PositiveInfinity;
            isInRange = true;
            return true;
        }

        var isHexadecimal = text is [(byte)'0', (byte)'x' or (byte)'X', ..];
        var isRead = isHexadecimal ? HexadecimalText.TryParse(text[2..], out number) : TryReadDecimal(text, out number);
        isInRange = double.IsFinite(number) && (number != 0 || isHexadecimal || !HasNonZeroDigit(text));
        return isRead;
    }

    private static bool TryReadDecimal(ReadOnlySpan<byte> text, out double number)
    {
        // .NET would take its own names for infinity too.
        number = 0;
        return !text.ContainsAnyExcept(DecimalCharacters)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }

    private static bool HasNonZeroDigit(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'e', (byte)'E');
        return (end < 0 ? text : text[..end]).ContainsAny(NonZeroDigits);
    }
}
