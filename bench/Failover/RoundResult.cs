namespace Failover;

/// <summary>What one round has shown.</summary>
/// <param name="WriteGap">The longest time without an acknowledged write.</param>
/// <param name="Promotion">When the servers had a new master after the fault, by their own logs.</param>
/// <param name="ReadGap">The longest time without an answered read.</param>
/// <param name="Slowest">The longest that a request took, whatever its end.</param>
/// <param name="Errors">How many requests failed, by kind.</param>
/// <param name="Acknowledged">Writes acknowledged.</param>
/// <param name="Lost">Of those, how many are not there at the end.</param>
/// <param name="Switches">How often the node that acknowledges changed; more than one is a second failover.</param>
internal sealed record RoundResult(
    TimeSpan WriteGap, TimeSpan? Promotion, TimeSpan ReadGap, TimeSpan Slowest, IReadOnlyDictionary<string, int> Errors, int Acknowledged, int Lost, int Switches)
{
    /// <summary>Works the figures out.</summary>
    /// <param name="outcomes">All requests.</param>
    /// <param name="promotion">When the servers had a new master.</param>
    /// <param name="lost">How many acknowledged writes are gone.</param>
    public static RoundResult From(IReadOnlyCollection<Outcome> outcomes, TimeSpan? promotion, int lost)
    {
        var writes = outcomes.Where(outcome => outcome is { IsWrite: true, Error: null }).ToList();
        var servedBy = writes.OrderBy(outcome => outcome.Ended).Select(outcome => outcome.ServedBy).ToList();
        return new RoundResult(
            LongestGap(outcomes.Where(outcome => outcome.IsWrite)),
            promotion,
            LongestGap(outcomes.Where(outcome => !outcome.IsWrite)),
            outcomes.Max(outcome => outcome.Duration),
            outcomes.Where(outcome => outcome.Error is not null).CountBy(outcome => outcome.Error!).ToDictionary(),
            writes.Count,
            lost,
            servedBy.Zip(servedBy.Skip(1), (before, after) => before != after).Count(hasChanged => hasChanged));
    }

    private static TimeSpan LongestGap(IEnumerable<Outcome> outcomes)
    {
        var ends = outcomes.Where(outcome => outcome.Error is null).Select(outcome => outcome.Ended).Order().ToList();
        return ends.Count < 2 ? TimeSpan.MaxValue : ends.Zip(ends.Skip(1), (before, after) => after - before).Max();
    }
}
