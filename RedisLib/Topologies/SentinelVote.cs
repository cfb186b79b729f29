using RedisLib.Administration;

namespace RedisLib.Topologies;

/// <summary>Decides which sentinel's word to take.</summary>
internal static class SentinelVote
{
    /// <summary>The answer with the highest configuration epoch, or null when none may be taken.</summary>
    /// <param name="reports">What the sentinels said.</param>
    /// <param name="highestEpoch">The highest epoch seen so far.</param>
    /// <param name="knownSentinels">How many sentinels there are.</param>
    /// <param name="isSwitchRecent">Whether the master was switched so lately that sentinels may not have heard of it.</param>
    /// <remarks>
    /// An answer older than what is known comes from a sentinel that has not heard of a failover, and would lead writes to a
    /// superseded master. Right after a switch that may be most of them: the one that promotes tells the others within two
    /// seconds, and it may just be slow to answer. Later a majority of one mind is believed that the count began anew, as it
    /// does when a master is registered again.
    /// </remarks>
    public static SentinelReport? Choose(IReadOnlyList<SentinelReport> reports, long highestEpoch, int knownSentinels, bool isSwitchRecent)
    {
        var newest = SentinelJudge.Newest(reports);
        if (newest is null || newest.Master!.ConfigEpoch >= highestEpoch)
        {
            return newest;
        }

        var agreeing = reports.Count(report => report.CurrentMaster == newest.CurrentMaster);
        return isSwitchRecent || agreeing <= knownSentinels / 2 ? null : newest;
    }
}
