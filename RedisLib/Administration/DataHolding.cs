using System.Globalization;

namespace RedisLib.Administration;

/// <summary>What a data node holds: whether there are keys, and how far of which replication history.</summary>
/// <param name="HasKeys">Whether any of its databases has a key.</param>
/// <param name="History">The identifier of its history. A master that was a replica before has one of its own.</param>
/// <param name="Offset">How far it has come in it, in bytes.</param>
/// <param name="FormerHistory">The history that it went on from, or null.</param>
/// <param name="FormerEnd">The offset of the first byte of the former history that it does not have.</param>
internal sealed record DataHolding(bool HasKeys, string History, long Offset, string? FormerHistory = null, long FormerEnd = 0)
{
    /// <summary>The command that asks for it.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("INFO");

    /// <summary>
    /// Reads the lines <c>master_replid:...</c>, <c>master_repl_offset:14</c>, <c>master_replid2:...</c> (zeros when there is none),
    /// <c>second_repl_offset:15</c> and, for each database that has keys, <c>db0:keys=1,expires=0,avg_ttl=0</c>.
    /// </summary>
    public static DataHolding Parse(string info)
    {
        var lines = info.Split("\r\n").Select(line => line.Split(':', 2)).Where(field => field.Length == 2).ToList();
        var fields = lines.DistinctBy(field => field[0], StringComparer.Ordinal).ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
        var former = fields.GetValueOrDefault("master_replid2", "");
        return new DataHolding(
            lines.Exists(field => field[0].StartsWith("db", StringComparison.Ordinal) && field[1].StartsWith("keys=", StringComparison.Ordinal)),
            fields.GetValueOrDefault("master_replid", ""),
            Number("master_repl_offset"),
            former.Any(digit => digit != '0') ? former : null,
            Number("second_repl_offset"));

        long Number(string name) => long.TryParse(fields.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>
    /// Whether data would be lost for good if the node copied a master. A part of the master's own history is no loss, and
    /// neither is the copy that a replica has of another master, unless the new one is empty.
    /// </summary>
    /// <param name="master">What the master holds.</param>
    /// <param name="isMaster">Whether the node is a master itself at present.</param>
    public bool WouldBeLostUnder(DataHolding master, bool isMaster) => HasKeys && !master.Includes(this) && (isMaster || !master.HasKeys);

    /// <summary>Whether all that the other has is a part of this node's history: it knows the other's history and has come as far in it.</summary>
    private bool Includes(DataHolding other) =>
        (other.History == History && other.Offset <= Offset) || (other.History == FormerHistory && other.Offset < FormerEnd);
}
