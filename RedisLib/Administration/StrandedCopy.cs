using System.Globalization;

namespace RedisLib.Administration;

/// <summary>What a replica that has lost its master still has of that one's data.</summary>
/// <param name="Offset">How much of the replication stream it has, in bytes; 0 when it has copied nothing since its start.</param>
internal readonly record struct StrandedCopy(long Offset)
{
    /// <summary>The command that asks for it; ROLE has no offset without a master.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("INFO", "replication");

    /// <summary>
    /// Reads the lines <c>master_repl_offset:14</c> and <c>master_link_down_since_seconds:3</c>, which is -1 when the link was never
    /// up. A replica that was in sync before its master sent anything counts as at 1, so that 0 says that it has no copy.
    /// </summary>
    public static StrandedCopy Parse(string replication)
    {
        var fields = ClusterInfoReply.Parse(replication);
        return new StrandedCopy(Math.Max(Number("master_repl_offset"), Number("master_link_down_since_seconds") >= 0 ? 1 : 0));

        long Number(string name) => long.TryParse(fields.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
