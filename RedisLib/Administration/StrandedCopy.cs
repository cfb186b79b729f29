using System.Globalization;
using RedisLib.Resp;

namespace RedisLib.Administration;

/// <summary>What a replica that has lost its master still has of that one's data.</summary>
/// <param name="Offset">How much of the replication stream it has, in bytes; 0 when it has copied nothing since its start.</param>
/// <param name="Keys">How many keys it has.</param>
internal readonly record struct StrandedCopy(long Offset, long Keys)
{
    /// <summary>The commands that ask for it; ROLE has no offset without a master.</summary>
    public static RedisCommand[] Commands { get; } = [RedisCommand.Create("INFO", "replication"), KeyCounts.Command];

    /// <summary>
    /// Reads the lines <c>master_repl_offset:14</c> and <c>master_link_down_since_seconds:3</c>, which is -1 when the link was never
    /// up. A replica that was in sync before its master sent anything counts as at 1, so that 0 says that it has no offset.
    /// </summary>
    public static StrandedCopy Parse(string replication, string keyspace)
    {
        var fields = ClusterInfoReply.Parse(replication);
        return new StrandedCopy(
            Math.Max(Number("master_repl_offset"), Number("master_link_down_since_seconds") >= 0 ? 1 : 0), KeyCounts.Parse(keyspace));

        long Number(string name) => long.TryParse(fields.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    /// <summary>Reads the replies to <see cref="Commands"/>.</summary>
    public static StrandedCopy Parse(IReadOnlyList<RespValue> replies) => Parse(replies[0].AsString(), replies[1].AsString());

    /// <summary>
    /// Whether this copy may have what the best one lacks, which is the one with the highest offset, else with the most keys. Offsets
    /// tell; a server that came back from its append-only file has none, and a copy with fewer keys is no older for that.
    /// </summary>
    public bool MayHaveMoreThan(StrandedCopy best) =>
        Offset == 0 && Keys > 0 && (best.Offset > 0 ? Keys > best.Keys : Keys != best.Keys);
}
