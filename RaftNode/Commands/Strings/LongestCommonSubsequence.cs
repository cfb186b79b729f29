namespace RaftNode.Commands.Strings;

/// <summary>
/// What two strings have in common when parts of either are left out: the longest there is. Where several are as long, it is the one that
/// is found from the ends of the strings by leaving out of the second rather than of the first.
/// </summary>
/// <remarks>
/// Lengths need two rows of the table. The way back through it needs one bit a cell, which says which string a byte is to be left out of.
/// </remarks>
internal sealed class LongestCommonSubsequence
{
    private const int WordBits = 64;

    /// <summary>Finds the way back, if it is wanted.</summary>
    public LongestCommonSubsequence(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, bool findsMatches)
    {
        var leavesFirst = findsMatches ? new ulong[(((long)first.Length * second.Length) / WordBits) + 1] : null;
        Length = Measure(first, second, leavesFirst);
        if (leavesFirst is not null)
        {
            FindMatches(first, second, leavesFirst);
        }
    }

    public int Length { get; }

    /// <summary>The runs of bytes that both have, from the last to the first.</summary>
    public IReadOnlyList<Match> Matches { get; private set; } = [];

    private static int Measure(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ulong[]? leavesFirst)
    {
        var above = new int[second.Length + 1];
        var row = new int[second.Length + 1];
        for (var i = 0; i < first.Length; i++)
        {
            var cell = (long)i * second.Length;
            for (var j = 0; j < second.Length; j++)
            {
                if (first[i] == second[j])
                {
                    row[j + 1] = above[j] + 1;
                }
                else if (above[j + 1] > row[j])
                {
                    row[j + 1] = above[j + 1];
                    if (leavesFirst is not null)
                    {
                        leavesFirst[(cell + j) / WordBits] |= 1UL << (int)((cell + j) % WordBits);
                    }
                }
                else
                {
                    row[j + 1] = row[j];
                }
            }

            (above, row) = (row, above);
        }

        return above[^1];
    }

    private void FindMatches(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ulong[] leavesFirst)
    {
        var matches = new List<Match>();
        var (i, j) = (first.Length, second.Length);
        while (i > 0 && j > 0)
        {
            if (first[i - 1] == second[j - 1])
            {
                var length = 1;
                while (length < Math.Min(i, j) && first[i - 1 - length] == second[j - 1 - length])
                {
                    length++;
                }

                (i, j) = (i - length, j - length);
                matches.Add(new Match(i, j, length));
                continue;
            }

            var cell = ((long)(i - 1) * second.Length) + j - 1;
            if ((leavesFirst[cell / WordBits] & (1UL << (int)(cell % WordBits))) != 0)
            {
                i--;
            }
            else
            {
                j--;
            }
        }

        Matches = matches;
    }

    /// <summary>A run of bytes that both strings have.</summary>
    /// <param name="First">Where it begins in the first string.</param>
    /// <param name="Second">Where it begins in the second.</param>
    /// <param name="Length">How long it is.</param>
    public readonly record struct Match(int First, int Second, int Length);
}
