using RaftNode.Commands;

namespace RaftNode.Tests.Commands;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_within_one_percent_above_the_value_that_it_is()
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        var values = Enumerable.Range(0, 10_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 9)).Order().ToArray();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        foreach (var percent in new[] { 0.01, 1, 50, 90, 99, 99.9, 100 })
        {
            var exact = values[Math.Max(0, (int)((percent / 100 * values.Length) + 0.5) - 1)];
            Assert.InRange(histogram.Percentile(percent), exact, exact + Math.Max(1, exact / 100));
        }
    }

    [Fact]
    public void Small_values_are_told_exactly_and_huge_ones_count_as_a_second()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(1);
        histogram.Add(200);
        histogram.Add(long.MaxValue);

        Assert.Equal(1, histogram.Percentile(1));
        Assert.Equal(200, histogram.Percentile(50));
        Assert.InRange(histogram.Percentile(100), 1_000_000_000, 1_010_000_000);
    }

    [Fact]
    public void Values_are_counted_up_to_a_bound()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(100);
        histogram.Add(5_000);
        histogram.Add(5_000);

        Assert.Equal([0, 1, 3], [histogram.CountUpTo(99), histogram.CountUpTo(1_000), histogram.CountUpTo(6_000)]);
    }
}
