using RedisLib.Administration;

namespace RedisLib.Topologies;

/// <summary>Which sentinels there are, from what they say of each other.</summary>
/// <param name="Known">Those that watch the master, under the addresses that they announce.</param>
/// <param name="Reachable">Those of them that another one, or we, have heard of lately.</param>
internal sealed record SentinelRoster(IReadOnlySet<RedisEndpoint> Known, IReadOnlySet<RedisEndpoint> Reachable)
{
    /// <summary>More sentinels than anybody runs; a longer list is not one to connect to.</summary>
    private const int MaxSentinels = 32;

    /// <summary>Reads the lists of all that name the same master as the believed answer: one that was just reset has a short list.</summary>
    public static SentinelRoster Of(SentinelReport believed, IReadOnlyList<SentinelReport> reports)
    {
        var agreeing = reports.Where(report => report.CurrentMaster == believed.CurrentMaster).ToList();
        var listed = agreeing.SelectMany(report => report.Sentinels).ToList();

        // A sentinel does not list itself, but each of the others does, by the address that it announces.
        IEnumerable<RedisEndpoint> itself = agreeing.Count == 1 ? [believed.Endpoint] : [];
        return new SentinelRoster(
            itself.Concat(listed.Select(sentinel => sentinel.Endpoint)).Distinct().Take(MaxSentinels).ToHashSet(),
            itself.Concat(listed.Where(sentinel => !sentinel.IsDown).Select(sentinel => sentinel.Endpoint)).Distinct().Take(MaxSentinels).ToHashSet());
    }

    /// <summary>Whether so many have answered under their announced addresses that the configured ones can be done without.</summary>
    public bool HasMajority(IReadOnlyList<SentinelReport> reports) => reports.Count(report => report.IsUp && Known.Contains(report.Endpoint)) > Known.Count / 2;
}
