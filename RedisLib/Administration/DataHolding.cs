namespace RedisLib.Administration;

/// <summary>What a data node holds: whether there are keys, and of which replication histories they are a part.</summary>
/// <param name="HasKeys">Whether any of its databases has a key.</param>
/// <param name="Histories">The identifiers of its own history and of the one that it went on from.</param>
internal sealed record DataHolding(bool HasKeys, IReadOnlySet<string> Histories)
{
    /// <summary>The command that asks for it.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("INFO");

    /// <summary>
    /// Reads the lines <c>master_replid:...</c>, <c>master_replid2:...</c> (zeros when there is none) and, for each database
    /// that has keys, <c>db0:keys=1,expires=0,avg_ttl=0</c>.
    /// </summary>
    public static DataHolding Parse(string info)
    {
        var fields = info.Split("\r\n").Select(line => line.Split(':', 2)).Where(field => field.Length == 2).ToList();
        return new DataHolding(
            fields.Exists(field => field[0].StartsWith("db", StringComparison.Ordinal) && field[1].StartsWith("keys=", StringComparison.Ordinal)),
            fields.Where(field => field[0] is "master_replid" or "master_replid2" && field[1].Any(digit => digit != '0'))
                .Select(field => field[1])
                .ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>
    /// Whether data would be lost for good if the node copied a master. A part of the master's own history is no loss, and
    /// neither is the copy that a replica has of another master, unless the new one is empty.
    /// </summary>
    /// <param name="isMaster">Whether the node is a master itself at present.</param>
    /// <param name="master">What the master holds.</param>
    public bool WouldBeLostUnder(DataHolding master, bool isMaster) =>
        HasKeys && !Histories.Overlaps(master.Histories) && (isMaster || !master.HasKeys);
}
