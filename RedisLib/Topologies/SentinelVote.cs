using RedisLib.Administration;

namespace RedisLib.Topologies;

/// <summary>Decides which sentinel's word to take.</summary>
internal static class SentinelVote
{
    /// <summary>The answer with the highest configuration epoch, or null when none may be taken.</summary>
    /// <param name="reports">What the sentinels said.</param>
    /// <param name="named">The master that is believed in so far, or null.</param>
    /// <param name="highestEpoch">The highest epoch seen so far.</param>
    /// <param name="isSwitchRecent">Whether the master was switched so lately that sentinels may not have heard of it.</param>
    /// <remarks>
    /// An answer older than what is known comes from a sentinel that has not heard of a failover, and would lead writes to a
    /// superseded master. Right after a switch that may be most of them: the one that promotes tells the others within two
    /// seconds, and it may just be slow to answer. Later a majority of one mind is believed that the count began anew, as it
    /// does when a master is registered again. The same holds for another master of the same epoch.
    /// </remarks>
    public static SentinelReport? Choose(
        IReadOnlyList<SentinelReport> reports, RedisEndpoint? named, long highestEpoch, bool isSwitchRecent)
    {
        var newest = SentinelJudge.Newest(reports, preferred: named);
        if (newest is null || !Contradicts(newest, named, highestEpoch))
        {
            return newest;
        }

        var agreeing = reports.Count(report => report.CurrentMaster == newest.CurrentMaster);
        return isSwitchRecent || agreeing <= Sentinels(reports) / 2 ? null : newest;
    }

    /// <summary>
    /// The replica that is being promoted, or null. It may say that it is a master well before any sentinel hands out its address;
    /// from then on the old master is superseded. Two candidates are two failovers in a row: then the sentinels' word is awaited.
    /// </summary>
    /// <param name="reports">What the sentinels said.</param>
    /// <param name="highestEpoch">The highest epoch seen so far; a sentinel that is behind promotes nobody who matters.</param>
    public static RedisEndpoint? Candidate(IReadOnlyList<SentinelReport> reports, long highestEpoch)
    {
        var candidates = reports
            .Where(report => report.Promoting is not null && report.Master!.ConfigEpoch >= highestEpoch)
            .Select(report => report.Promoting)
            .Distinct()
            .ToList();
        return candidates is [var only] ? only : null;
    }

    private static bool Contradicts(SentinelReport report, RedisEndpoint? named, long highestEpoch) =>
        report.Master!.ConfigEpoch < highestEpoch
        || (report.Master.ConfigEpoch == highestEpoch && named is not null && report.CurrentMaster != named);

    /// <summary>How many sentinels there are: as many as any of them counts, itself included, and no fewer than have answered.</summary>
    private static int Sentinels(IReadOnlyList<SentinelReport> reports) =>
        Math.Max(reports.Max(report => report.Sentinels.Count) + 1, reports.Count(report => report.IsUp));
}
