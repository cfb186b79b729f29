using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>How much of a table one call of SCAN or its like visits.</summary>
internal static class ScanRounds
{
    /// <summary>Nearly empty buckets are passed so many times as fast as blocks are found, and no faster: a call is to be short.</summary>
    private const int RoundsOfCount = 10;

    /// <summary>Visits parts until there are about as many blocks as wanted. Answers the next cursor.</summary>
    public static ulong Run(ScanStep scan, ulong cursor, long count, List<Address> visited)
    {
        var rounds = count > long.MaxValue / RoundsOfCount ? long.MaxValue : count * RoundsOfCount;
        do
        {
            cursor = scan(cursor, visited);
        }
        while (cursor != 0 && --rounds > 0 && visited.Count < count);

        return cursor;
    }
}
