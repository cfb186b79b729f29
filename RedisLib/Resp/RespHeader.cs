namespace RedisLib.Resp;

/// <summary>The lines that lead a length-prefixed value: a type byte, a number, <c>\r\n</c>.</summary>
internal static class RespHeader
{
    /// <summary>The length of <c>\r\n</c>.</summary>
    public const int LineEndLength = 2;

    /// <summary>The longest header: type byte, 20 characters of a 64-bit number, line end.</summary>
    public const int MaxLength = 1 + 20 + LineEndLength;

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public static int Size(long number) => 1 + RespNumbers.CountDigits(number) + LineEndLength;

    /// <summary>Writes <c>$5\r\n</c> and its like, and answers how many bytes that took.</summary>
    public static int Write(Span<byte> target, byte type, long number)
    {
        target[0] = type;
        if (number is >= 0 and <= 9)
        {
            target[3] = (byte)'\n';
            target[2] = (byte)'\r';
            target[1] = (byte)('0' + number);
            return 4;
        }

        var length = 1 + RespNumbers.Format(number, target[1..]);
        return length + WriteLineEnd(target[length..]);
    }

    /// <summary>Writes <c>\r\n</c>.</summary>
    public static int WriteLineEnd(Span<byte> target)
    {
        target[1] = (byte)'\n';
        target[0] = (byte)'\r';
        return LineEndLength;
    }
}
