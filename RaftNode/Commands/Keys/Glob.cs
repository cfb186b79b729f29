namespace RaftNode.Commands.Keys;

/// <summary>Patterns of KEYS, SCAN and PSUBSCRIBE: <c>*</c>, <c>?</c>, <c>[a-c]</c>, <c>[^a]</c> and <c>\</c> before any of them.</summary>
internal static class Glob
{
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        // Where the last star stands, and how much of the text it has taken: only the last one ever has to take more.
        var star = -1;
        var taken = 0;
        var p = 0;
        var t = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == (byte)'*')
            {
                star = ++p;
                taken = t;
            }
            else if (p < pattern.Length && MatchesOne(pattern, ref p, text[t]))
            {
                t++;
            }
            else if (star >= 0)
            {
                p = star;
                t = ++taken;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept((byte)'*') < 0;
    }

    /// <summary>Whether the pattern's next element takes a character; if so it is passed.</summary>
    private static bool MatchesOne(ReadOnlySpan<byte> pattern, ref int position, byte character)
    {
        switch (pattern[position])
        {
            case (byte)'?':
                position++;
                return true;
            case (byte)'[':
                return MatchesClass(pattern, ref position, character);
            case (byte)'\\' when position + 1 < pattern.Length:
                if (pattern[position + 1] != character)
                {
                    return false;
                }

                position += 2;
                return true;
            default:
                return pattern[position] == character && position++ >= 0;
        }
    }

    private static bool MatchesClass(ReadOnlySpan<byte> pattern, ref int position, byte character)
    {
        var p = position + 1;
        var isNegated = p < pattern.Length && pattern[p] == (byte)'^';
        if (isNegated)
        {
            p++;
        }

        var isIn = false;
        for (; p < pattern.Length && pattern[p] != (byte)']'; p++)
        {
            if (pattern[p] == (byte)'\\' && p + 1 < pattern.Length)
            {
                isIn |= pattern[++p] == character;
            }
            else if (p + 2 < pattern.Length && pattern[p + 1] == (byte)'-')
            {
                var low = Math.Min(pattern[p], pattern[p + 2]);
                var high = Math.Max(pattern[p], pattern[p + 2]);
                isIn |= character >= low && character <= high;
                p += 2;
            }
            else
            {
                isIn |= pattern[p] == character;
            }
        }

        if (isIn == isNegated)
        {
            return false;
        }

        // A class that nothing closes ends with the pattern.
        position = Math.Min(p + 1, pattern.Length);
        return true;
    }
}
