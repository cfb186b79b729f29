using System.Globalization;
using System.Numerics;
using System.Text;

namespace RaftNode.Store.Numbers;

/// <summary>
/// A floating-point number with a fraction of 64 bits, the <c>long double</c> of the machines that Redis runs on: INCRBYFLOAT and
/// HINCRBYFLOAT add with it, and their digits are to be the same.
/// </summary>
/// <param name="Fraction">A whole number of at most 64 bits, with its sign.</param>
/// <param name="Exponent">The power of two that it is multiplied by.</param>
internal readonly record struct ExtendedFloat(BigInteger Fraction, int Exponent)
{
    private const int FractionBits = 64;

    /// <summary>Digits after the point that are written at most.</summary>
    private const int WrittenDigits = 17;

    /// <summary>The first power of two that is out of range.</summary>
    private const int OverflowExponent = 16_384;

    /// <summary>The smallest number above zero is this power of two; up to half of it would be rounded to nothing.</summary>
    private const int LeastExponent = -16_445;

    /// <summary>Longer texts are none that anybody writes, and take long to read.</summary>
    private const int MaxTextBytes = 5 * 1024;

    /// <summary>A power of ten beyond this is out of range, or zero, whatever its digits.</summary>
    private const int MaxDecimalExponent = 20_000;

    /// <summary>Whether it is out of range.</summary>
    public bool IsInfinite => Exponent + (int)BigInteger.Abs(Fraction).GetBitLength() > OverflowExponent;

    private bool IsInRange => Fraction.IsZero || (!IsInfinite && !IsLost);

    private bool IsLost => HighestBit < LeastExponent - 1 || (HighestBit == LeastExponent - 1 && BigInteger.Abs(Fraction).IsPowerOfTwo);

    private int HighestBit => Exponent + (int)BigInteger.Abs(Fraction).GetBitLength() - 1;

    public static ExtendedFloat operator +(ExtendedFloat left, ExtendedFloat right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return Rounded((left.Fraction << (left.Exponent - exponent)) + (right.Fraction << (right.Exponent - exponent)), BigInteger.One, exponent);
    }

    public static ExtendedFloat operator *(ExtendedFloat left, int right) => Rounded(left.Fraction * right, BigInteger.One, left.Exponent);

    /// <summary>The least whole number that is no less.</summary>
    public BigInteger Ceiling() => Exponent >= 0 ? Fraction << Exponent : -(-Fraction >> -Exponent);

    /// <summary>Reads a number, with or without an exponent, also a hexadecimal one; no blanks around it. What is out of range is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ExtendedFloat number)
    {
        number = default;
        if (text.IsEmpty || text.Length > MaxTextBytes)
        {
            return false;
        }

        var isNegative = text[0] == (byte)'-';
        var unsigned = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8))
        {
            number = new ExtendedFloat(isNegative ? BigInteger.MinusOne : BigInteger.One, OverflowExponent);
            return true;
        }

        if (unsigned is [(byte)'0', (byte)'x' or (byte)'X', ..])
        {
            var isRead = HexadecimalText.TrySplit(unsigned[2..], out var fraction, out var exponent);
            number = Rounded(isNegative ? -fraction : fraction, BigInteger.One, exponent);
            return isRead && number.IsInRange;
        }

        if (!TrySplit(unsigned, out var digits, out var power))
        {
            return false;
        }

        digits = isNegative ? -digits : digits;
        number = power >= 0
            ? Rounded(digits * BigInteger.Pow(10, power), BigInteger.One, 0)
            : Rounded(digits, BigInteger.Pow(10, -power), 0);
        return number.IsInRange;
    }

    /// <summary>Up to seventeen digits after the point, without zeros at the end, and never with an exponent.</summary>
    public override string ToString()
    {
        var scaled = Fraction * BigInteger.Pow(10, WrittenDigits);
        var rounded = Exponent >= 0 ? scaled << Exponent : DivideRounded(scaled, BigInteger.One << -Exponent);
        var digits = BigInteger.Abs(rounded).ToString(CultureInfo.InvariantCulture).PadLeft(WrittenDigits + 1, '0');
        var text = $"{digits[..^WrittenDigits]}.{digits[^WrittenDigits..]}".TrimEnd('0').TrimEnd('.');
        return rounded.Sign < 0 ? "-" + text : text;
    }

    /// <summary>Reads <c>12.5e-3</c> as 125 and a power of ten of -4.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> text, out BigInteger digits, out int power)
    {
        digits = BigInteger.Zero;
        power = 0;
        var end = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = end < 0 ? text : text[..end];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? [] : mantissa[(point + 1)..];
        if (whole.Length + fraction.Length == 0
            || whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0
            || fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        if (end >= 0 && !TryReadPower(text[(end + 1)..], out power))
        {
            return false;
        }

        digits = BigInteger.Parse(Encoding.ASCII.GetString([(byte)'0', .. whole, .. fraction]), CultureInfo.InvariantCulture);
        power -= fraction.Length;
        return true;
    }

    private static bool TryReadPower(ReadOnlySpan<byte> text, out int power)
    {
        power = 0;
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            power = Math.Min(MaxDecimalExponent, (power * 10) + digit - '0');
        }

        power = text[0] == (byte)'-' ? -power : power;
        return true;
    }

    /// <summary>The nearest number to a fraction times a power of two, the even one of two that are as near.</summary>
    private static ExtendedFloat Rounded(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero)
        {
            return default;
        }

        // So many bits that the quotient has the wanted ones, or one more.
        var shift = FractionBits - (int)(BigInteger.Abs(numerator).GetBitLength() - denominator.GetBitLength());
        var quotient = shift >= 0
            ? DivideRounded(numerator << shift, denominator)
            : DivideRounded(numerator, denominator << -shift);
        if (BigInteger.Abs(quotient).GetBitLength() > FractionBits)
        {
            shift--;
            quotient = shift >= 0
                ? DivideRounded(numerator << shift, denominator)
                : DivideRounded(numerator, denominator << -shift);
        }

        return new ExtendedFloat(quotient, exponent - shift);
    }

    private static BigInteger DivideRounded(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator), denominator, out var rest);
        var twice = (rest << 1).CompareTo(denominator);
        if (twice > 0 || (twice == 0 && !quotient.IsEven))
        {
            quotient++;
        }

        return numerator.Sign < 0 ? -quotient : quotient;
    }
}
