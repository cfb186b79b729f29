using RaftNode.Commands;

namespace RaftNode.Server.Figures;

/// <summary>How long things took, counted by how long.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="Seconds">How long they took together.</param>
/// <param name="CountsUpTo">How many took no longer than each of <see cref="Bounds"/>.</param>
internal sealed record DurationFigures(long Count, double Seconds, IReadOnlyList<long> CountsUpTo)
{
    private const double NanosecondsInSecond = 1e9;

    /// <summary>From a GET to a command that everybody waits for. What is measured ends at a second, so this ends before.</summary>
    private static readonly long[] NanosecondBounds =
    [
        1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000, 500_000_000,
    ];

    /// <summary>The bounds in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [.. NanosecondBounds.Select(bound => bound / NanosecondsInSecond)];

    public static DurationFigures Of(LatencyHistogram histogram) =>
        new(histogram.Count, histogram.SumNanoseconds / NanosecondsInSecond, histogram.CountsUpTo(NanosecondBounds));

    /// <summary>What a share of them, such as 0.99, was not above: the bound that they reach, or the highest one.</summary>
    public double Quantile(double share)
    {
        var wanted = share * Count;
        for (var i = 0; i < CountsUpTo.Count; i++)
        {
            if (CountsUpTo[i] >= wanted)
            {
                return Bounds[i];
            }
        }

        return Bounds[^1];
    }
}
