namespace RaftNode.Persistence.Rdb;

/// <summary>The compression of strings in RDB files (LibLZF, Marc Lehmann). One thread uses it.</summary>
/// <remarks>
/// <code>
/// 000lllll                     l + 1 bytes follow as they are
/// lllooooo oooooooo            l + 2 bytes (l from 1 to 6) repeat those that begin o + 1 bytes before
/// 111ooooo llllllll oooooooo   l + 9 bytes repeat
/// </code>
/// </remarks>
internal sealed class Lzf
{
    private const int MaxLiteral = 1 << 5;
    private const int MaxDistance = 1 << 13;
    private const int MinMatch = 3;
    private const int MaxMatch = MinMatch + 5 + 256;

    /// <summary>The longest length that fits beside the distance.</summary>
    private const int LongLength = 7;

    /// <summary>Enough places that within <see cref="MaxDistance"/> few sequences share one.</summary>
    private const int TableBits = 14;

    // Where a sequence of three bytes was seen last, counted on from one input to the next, so that the table need not be cleared.
    private readonly int[] _seen = new int[1 << TableBits];
    private int _base = 1;

    /// <summary>Compresses a string; answers 0 when the result would not fit.</summary>
    public int Compress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (_base > int.MaxValue - input.Length - 1)
        {
            Array.Clear(_seen);
            _base = 1;
        }

        var length = Compress(input, output, _base);
        _base += input.Length;
        return length;
    }

    /// <summary>Restores a string; answers false when the input is damaged or comes to another length.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        var read = 0;
        while (read < input.Length)
        {
            int control = input[read++];
            if (control < MaxLiteral)
            {
                var count = control + 1;
                if (count > input.Length - read || count > output.Length - written)
                {
                    return false;
                }

                input.Slice(read, count).CopyTo(output[written..]);
                read += count;
                written += count;
                continue;
            }

            var length = control >> 5;
            if (length == LongLength && read < input.Length)
            {
                length += input[read++];
            }

            length += MinMatch - 1;
            if (read == input.Length)
            {
                return false;
            }

            var source = written - (((control & (MaxLiteral - 1)) << 8) | input[read++]) - 1;
            if (source < 0 || length > output.Length - written)
            {
                return false;
            }

            Repeat(output, source, written, length);
            written += length;
        }

        return written == output.Length;
    }

    private int Compress(ReadOnlySpan<byte> input, Span<byte> output, int start)
    {
        var written = 0;
        var literal = 0;
        var at = 0;
        while (at <= input.Length - MinMatch)
        {
            ref var seen = ref _seen[PlaceOf(input[at..])];
            var source = seen - start;
            seen = at + start;
            if (source < 0 || at - source > MaxDistance || !input.Slice(source, MinMatch).SequenceEqual(input.Slice(at, MinMatch)))
            {
                at++;
                continue;
            }

            var length = MatchLength(input, source, at);
            if (!TryWriteLiterals(input[literal..at], output, ref written) || !TryWriteMatch(at - source - 1, length, output, ref written))
            {
                return 0;
            }

            at += length;
            literal = at;
        }

        return TryWriteLiterals(input[literal..], output, ref written) ? written : 0;
    }

    /// <summary>The end of a repetition may be what it repeats.</summary>
    private static void Repeat(Span<byte> output, int source, int target, int length)
    {
        if (target - source >= length)
        {
            output.Slice(source, length).CopyTo(output[target..]);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            output[target + i] = output[source + i];
        }
    }

    private static int PlaceOf(ReadOnlySpan<byte> bytes)
    {
        var sequence = (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16));
        return (int)((sequence * 2_654_435_761u) >> (32 - TableBits));
    }

    private static int MatchLength(ReadOnlySpan<byte> input, int source, int at)
    {
        var most = Math.Min(MaxMatch, input.Length - at);
        return input.Slice(at, most).CommonPrefixLength(input[source..]);
    }

    private static bool TryWriteLiterals(ReadOnlySpan<byte> bytes, Span<byte> output, ref int written)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(MaxLiteral, bytes.Length);
            if (output.Length - written <= count)
            {
                return false;
            }

            output[written++] = (byte)(count - 1);
            bytes[..count].CopyTo(output[written..]);
            written += count;
            bytes = bytes[count..];
        }

        return true;
    }

    private static bool TryWriteMatch(int distance, int length, Span<byte> output, ref int written)
    {
        if (output.Length - written < 3)
        {
            return false;
        }

        length -= MinMatch - 1;
        output[written++] = (byte)((Math.Min(length, LongLength) << 5) | (distance >> 8));
        if (length >= LongLength)
        {
            output[written++] = (byte)(length - LongLength);
        }

        output[written++] = (byte)distance;
        return true;
    }
}
