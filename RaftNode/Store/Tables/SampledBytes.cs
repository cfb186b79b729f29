using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>What the blocks of an index take of memory, by some of them.</summary>
internal static class SampledBytes
{
    /// <summary>As many times the average of the first blocks as there are blocks; exact when all are looked at.</summary>
    /// <param name="scan">Visits the blocks.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="samples">How many are looked at, about.</param>
    /// <param name="bytesOf">The length of a block.</param>
    public static long Of(ScanStep scan, int count, long samples, Func<Address, int> bytesOf)
    {
        var visited = new List<Address>();
        var seen = 0L;
        var bytes = 0L;
        var cursor = 0UL;
        do
        {
            visited.Clear();
            cursor = scan(cursor, visited);
            foreach (var block in visited)
            {
                bytes += Heap.Taken(bytesOf(block));
            }

            seen += visited.Count;
        }
        while (cursor != 0 && seen < samples);

        return seen == 0 ? 0 : (long)((double)bytes / seen * count);
    }
}
