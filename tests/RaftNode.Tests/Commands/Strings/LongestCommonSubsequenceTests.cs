using System.Text;
using RaftNode.Commands.Strings;

namespace RaftNode.Tests.Commands.Strings;

public sealed class LongestCommonSubsequenceTests
{
    [Fact]
    public void It_is_as_long_as_any_and_its_matches_are_in_both_strings()
    {
        var random = new Random(11);
        for (var i = 0; i < 2_000; i++)
        {
            var (first, second) = (Text(random), Text(random));

            var common = new LongestCommonSubsequence(Bytes(first), Bytes(second), findsMatches: true);

            Assert.Equal(LengthOf(first, second), common.Length);
            Assert.Equal(common.Length, common.Matches.Sum(match => match.Length));
            var (firstEnd, secondEnd) = (first.Length, second.Length);
            foreach (var match in common.Matches)
            {
                Assert.Equal(first[match.First..(match.First + match.Length)], second[match.Second..(match.Second + match.Length)]);
                Assert.True(match.First + match.Length <= firstEnd && match.Second + match.Length <= secondEnd);
                (firstEnd, secondEnd) = (match.First, match.Second);
            }
        }
    }

    [Fact]
    public void Its_length_alone_takes_no_way_back()
    {
        var first = new string('a', 5_000);

        var common = new LongestCommonSubsequence(Bytes(first), Bytes("b" + first), findsMatches: false);

        Assert.Equal(first.Length, common.Length);
        Assert.Empty(common.Matches);
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => (char)('a' + random.Next(4))));

    /// <summary>By its definition.</summary>
    private static int LengthOf(string first, string second)
    {
        var lengths = new int[first.Length + 1, second.Length + 1];
        for (var i = 1; i <= first.Length; i++)
        {
            for (var j = 1; j <= second.Length; j++)
            {
                lengths[i, j] = first[i - 1] == second[j - 1] ? lengths[i - 1, j - 1] + 1 : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
            }
        }

        return lengths[first.Length, second.Length];
    }
}
