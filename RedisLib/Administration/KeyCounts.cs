using System.Globalization;

namespace RedisLib.Administration;

/// <summary>How many keys several nodes have that are all masters, such as those that have just come back from their disks.</summary>
/// <remarks>
/// How far each had come in the history that they share would be the better measure, but an append-only file does not hold it:
/// a server that comes back from one begins a new history at offset 0.
/// </remarks>
internal sealed class KeyCounts(IReadOnlyList<(RedisEndpoint Node, long Keys)> counts)
{
    private const string CountStart = "keys=";

    /// <summary>The command that asks a node for its databases.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("INFO", "keyspace");

    /// <summary>The nodes that have any.</summary>
    public IReadOnlyList<RedisEndpoint> Holders { get; } = [.. counts.Where(count => count.Keys > 0).Select(count => count.Node)];

    /// <summary>
    /// The node to go on from when all have copies of the same data: the last master, which has every write that was acknowledged,
    /// unless it has lost its data. Replicas are behind by moments, so that more than half of the keys are never missing for that reason.
    /// </summary>
    public RedisEndpoint Best(RedisEndpoint lastMaster)
    {
        var fullest = counts.MaxBy(count => count.Keys);
        return counts.Any(count => count.Node == lastMaster && count.Keys * 2 >= fullest.Keys) ? lastMaster : fullest.Node;
    }

    /// <summary>Counts the keys of all databases from the lines <c>db0:keys=1,expires=0,avg_ttl=0</c>.</summary>
    public static long Parse(string info) => info.Split("\r\n")
        .Select(line => line.Split(':', 2))
        .Where(field => field.Length == 2 && field[1].StartsWith(CountStart, StringComparison.Ordinal))
        .Sum(field => long.Parse(field[1].Split(',')[0][CountStart.Length..], CultureInfo.InvariantCulture));
}
