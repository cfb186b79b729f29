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

    /// <summary>What to tell where <see cref="Best"/> finds none. Who of several has the newest data is for the user to judge, so none is recommended.</summary>
    public string NoneIsCurrent
    {
        get
        {
            var names = string.Join(" and ", Holders);
            var (holders, remedy) = Holders is [var only]
                ? ($"{only} holds", $"REPLICAOF {only.Host} {only.Port} on all others")
                : ($"{string.Join(" and ", counts.Where(count => count.Keys > 0).Select(count => $"{count.Node} (keys: {count.Keys})"))} hold",
                    "REPLICAOF on all but the one to go on from, with the address of that one");
            return $"Only {holders} data, and had fallen behind the master when that was last seen, so that the newest writes are missing there. Restore the data of the "
                + $"others; or, to go on from what is left, run {remedy}; or, if the data was deleted on purpose, run FLUSHALL on {names}.";
        }
    }

    /// <summary>
    /// The node to go on from when all have had the same data at some time; null where only such hold any that had fallen behind.
    /// It is the last master, which has every write that was acknowledged, also where it has fewer keys than others: they expire
    /// and are deleted, and who was away has them still. Where it has none it is the fullest of those that were not behind.
    /// </summary>
    /// <param name="lastMaster">The node that took the writes last.</param>
    /// <param name="current">The nodes that had what the master had when it was last seen, or null where nobody knows.</param>
    public RedisEndpoint? Best(RedisEndpoint lastMaster, IReadOnlyCollection<RedisEndpoint>? current)
    {
        var candidates = counts.Where(count => count.Keys > 0 && (current is null || current.Contains(count.Node))).ToList();
        return Holders.Count == 0 || candidates.Exists(count => count.Node == lastMaster) ? lastMaster
            : candidates.Count > 0 ? candidates.MaxBy(count => count.Keys).Node
            : null;
    }

    /// <summary>Counts the keys of all databases from the lines <c>db0:keys=1,expires=0,avg_ttl=0</c>.</summary>
    public static long Parse(string info) => info.Split("\r\n")
        .Select(line => line.Split(':', 2))
        .Where(field => field.Length == 2 && field[1].StartsWith(CountStart, StringComparison.Ordinal))
        .Sum(field => long.Parse(field[1].Split(',')[0][CountStart.Length..], CultureInfo.InvariantCulture));
}
