using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>One part of a scan: takes the cursor and what collects the blocks, answers the next cursor.</summary>
internal delegate ulong ScanStep(ulong cursor, List<Address> visited);

/// <summary>Visits all that a scan visits.</summary>
internal static class Blocks
{
    /// <summary>Each once, as long as the action adds and removes nothing.</summary>
    public static void ForEach(ScanStep scan, Action<Address> action)
    {
        var visited = new List<Address>();
        var cursor = 0UL;
        do
        {
            visited.Clear();
            cursor = scan(cursor, visited);
            foreach (var block in visited)
            {
                action(block);
            }
        }
        while (cursor != 0);
    }
}
