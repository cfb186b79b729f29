using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Tables;

namespace RaftNode.Server.Debugging;

/// <summary>DEBUG HTSTATS: how full the buckets of an index are, in Redis's words.</summary>
internal static class TableStatistics
{
    public static string Of(HashIndex<EntryLayout> index)
    {
        var text = new StringBuilder("Hash table 0 stats (main hash table):\n");
        if (index.Count == 0)
        {
            return text.Append("No stats available for empty dictionaries\n").ToString();
        }

        var lengths = index.ChainLengths();
        var used = lengths.Count(length => length > 0);
        var average = (double)index.Count / used;
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
             table size: {index.BucketCount}
             number of elements: {index.Count}
             different slots: {used}
             max chain length: {lengths.Max()}
             avg chain length (counted): {average:F2}
             avg chain length (computed): {average:F2}
             Chain length distribution:

            """);
        foreach (var group in lengths.GroupBy(length => length).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"   {group.Key}: {group.Count()} ({100.0 * group.Count() / index.BucketCount:F2}%)\n");
        }

        return text.ToString();
    }
}
