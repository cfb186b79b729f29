using System.Globalization;

namespace RedisLib.Resp;

/// <summary>Splits a line into arguments by the rules of redis-cli and of inline requests: blanks separate, quotes hold together.</summary>
internal static class InlineArgument
{
    /// <summary>
    /// Reads the next argument and undoes its quotes and escapes in place, where they only ever make it shorter.
    /// </summary>
    /// <param name="line">The line; it is changed.</param>
    /// <param name="at">Where to go on; at the end of the line when there is no more argument.</param>
    /// <param name="piece">Where the argument lies now.</param>
    /// <returns>False at the end of the line, and, short of it, when quotes do not balance.</returns>
    public static bool TryRead(Span<byte> line, ref int at, out RespRequest.Piece piece)
    {
        piece = default;
        while (at < line.Length && IsBlank(line[at]))
        {
            at++;
        }

        if (at == line.Length)
        {
            return false;
        }

        var first = at;
        var start = at;
        var write = at;
        while (at < line.Length && !IsBlank(line[at]))
        {
            var isWhole = line[at] switch
            {
                (byte)'"' => TryReadQuoted(line, ref at, ref write),
                (byte)'\'' => TryReadPlainQuoted(line, ref at, ref write),
                _ => Copy(line, ref at, ref write),
            };
            if (!isWhole)
            {
                at = first;
                return false;
            }
        }

        piece = new RespRequest.Piece(start, write - start);
        return true;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private static bool Copy(Span<byte> line, ref int at, ref int write)
    {
        line[write++] = line[at++];
        return true;
    }

    /// <summary>"..." with \n, \r, \t, \b, \a, \x41, and any other character for itself after a backslash.</summary>
    private static bool TryReadQuoted(Span<byte> line, ref int at, ref int write)
    {
        at++;
        while (at < line.Length && line[at] != (byte)'"')
        {
            if (line[at] != (byte)'\\' || at + 1 == line.Length)
            {
                line[write++] = line[at++];
            }
            else if (line[at + 1] == (byte)'x' && at + 3 < line.Length
                && byte.TryParse(line.Slice(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                line[write++] = code;
                at += 4;
            }
            else
            {
                line[write++] = Unescape(line[at + 1]);
                at += 2;
            }
        }

        return IsClosed(line, ref at);
    }

    /// <summary>'...' with \' alone.</summary>
    private static bool TryReadPlainQuoted(Span<byte> line, ref int at, ref int write)
    {
        at++;
        while (at < line.Length && line[at] != (byte)'\'')
        {
            at += line[at..].StartsWith("\\'"u8) ? 1 : 0;
            line[write++] = line[at++];
        }

        return IsClosed(line, ref at);
    }

    /// <summary>Steps over the closing quote, behind which a blank or the end must come.</summary>
    private static bool IsClosed(Span<byte> line, ref int at) => at < line.Length && (++at == line.Length || IsBlank(line[at]));

    private static byte Unescape(byte character) => character switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'a' => 7,
        _ => character,
    };
}
