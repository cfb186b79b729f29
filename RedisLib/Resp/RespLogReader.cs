namespace RedisLib.Resp;

/// <summary>
/// Reads requests that a server has written to a log: arrays of bulk strings and nothing else, between them comments, lines that begin
/// with <c>#</c>. Clients may send much that a log never holds.
/// </summary>
public sealed class RespLogReader
{
    /// <summary>Longer than any line that holds a number, or a comment as servers write it.</summary>
    private const int MaxLineBytes = 1024;

    private RespRequest.Piece[] _pieces = new RespRequest.Piece[8];

    /// <summary>Reads the next request.</summary>
    /// <param name="log">A part of the log.</param>
    /// <param name="start">Where the request begins, or comments before it.</param>
    /// <param name="end">Where the part ends.</param>
    /// <param name="request">The request; it looks into the part, and is valid until the next call.</param>
    /// <param name="next">What follows the request; without one, where begins what is not complete, comments passed over.</param>
    /// <returns>Whether there is one, all of it.</returns>
    /// <exception cref="RespProtocolException">The bytes are no request; the offset counts from the beginning of the part.</exception>
    public bool TryRead(byte[] log, int start, int end, out RespRequest request, out int next)
    {
        ArgumentNullException.ThrowIfNull(log);
        request = default;
        next = start;
        while (next < end && log[next] == (byte)'#')
        {
            var commentEnd = next;
            if (!TryReadLine(log, ref commentEnd, end, out _))
            {
                return false;
            }

            next = commentEnd;
        }

        var at = next;
        if (!TryReadNumber(log, (byte)'*', ref at, end, out var count))
        {
            return false;
        }

        if (count == 0)
        {
            throw new RespProtocolException("A request has no strings", next);
        }

        for (var i = 0; i < count; i++)
        {
            if (!TryReadString(log, i, ref at, end))
            {
                return false;
            }
        }

        request = new RespRequest(log, _pieces, count);
        next = at;
        return true;
    }

    private bool TryReadString(byte[] log, int index, ref int at, int end)
    {
        if (!TryReadNumber(log, (byte)'$', ref at, end, out var length))
        {
            return false;
        }

        var stringEnd = (long)at + length;
        if (!TryMatch(log, (byte)'\r', stringEnd, end) || !TryMatch(log, (byte)'\n', stringEnd + 1, end))
        {
            return false;
        }

        if (index == _pieces.Length)
        {
            Array.Resize(ref _pieces, index * 2);
        }

        _pieces[index] = new RespRequest.Piece(at, length);
        at += length + RespHeader.LineEndLength;
        return true;
    }

    /// <summary>Reads <c>*3\r\n</c> or <c>$3\r\n</c>.</summary>
    private static bool TryReadNumber(byte[] log, byte type, ref int at, int end, out int number)
    {
        number = 0;
        var start = at;
        if (!TryMatch(log, type, start, end) || !TryReadLine(log, ref at, end, out var line))
        {
            return false;
        }

        foreach (var digit in line[1..])
        {
            var value = (10L * number) + digit - '0';
            if (!char.IsAsciiDigit((char)digit) || value > Array.MaxLength)
            {
                throw new RespProtocolException("A length is not a number, or too large", start);
            }

            number = (int)value;
        }

        return line.Length > 1 ? true : throw new RespProtocolException("A length is missing", start);
    }

    private static bool TryReadLine(byte[] log, ref int at, int end, out ReadOnlySpan<byte> line)
    {
        var rest = log.AsSpan(at, Math.Min(end - at, MaxLineBytes));
        var length = rest.IndexOf((byte)'\n');
        if (length < 0 && rest.Length == MaxLineBytes)
        {
            throw new RespProtocolException("A line does not end", at);
        }

        if (length == 0 || (length > 0 && rest[length - 1] != (byte)'\r'))
        {
            throw new RespProtocolException("A line does not end with CR and LF", at);
        }

        line = length < 0 ? default : rest[..(length - 1)];
        at += length < 0 ? 0 : length + 1;
        return length >= 0;
    }

    /// <summary>Whether a byte is there yet; it has to be the right one then.</summary>
    private static bool TryMatch(byte[] log, byte expected, long at, int end) =>
        at < end && (log[at] == expected
            ? true
            : throw new RespProtocolException($"Expected 0x{expected:x2}, found 0x{log[at]:x2}", at));
}
