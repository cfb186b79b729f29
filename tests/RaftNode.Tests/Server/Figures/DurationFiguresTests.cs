using RaftNode.Commands;
using RaftNode.Server.Figures;

namespace RaftNode.Tests.Server.Figures;

public sealed class DurationFiguresTests
{
    [Fact]
    public void Times_are_counted_up_to_each_bound()
    {
        var histogram = new LatencyHistogram();
        foreach (var nanoseconds in new[] { 900L, 3_000, 3_000, 2_000_000, 3_000_000_000 })
        {
            histogram.Add(nanoseconds);
        }

        var figures = DurationFigures.Of(histogram);

        Assert.Equal(5, figures.Count);
        Assert.Equal(3.0020069, figures.Seconds, tolerance: 1e-9);
        Assert.Equal([1, 1, 3, 3], figures.CountsUpTo.Take(4));
        Assert.Equal(4, figures.CountsUpTo[^1]);
    }

    [Theory]
    [InlineData(0.5, 0.000005)]
    [InlineData(0.75, 0.0025)]
    [InlineData(1, 0.5)]
    public void A_quantile_is_the_bound_that_so_many_are_not_above(double share, double seconds)
    {
        var histogram = new LatencyHistogram();
        foreach (var nanoseconds in new[] { 3_000L, 3_000, 2_000_000, 3_000_000_000 })
        {
            histogram.Add(nanoseconds);
        }

        Assert.Equal(seconds, DurationFigures.Of(histogram).Quantile(share));
    }
}
