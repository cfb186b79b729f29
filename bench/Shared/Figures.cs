namespace Bench;

/// <summary>Arithmetic on measured figures.</summary>
internal static class Figures
{
    /// <summary>The one in the middle; of an even number of figures the higher of the two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>The figure that a part of all, such as 0.999, does not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double part) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, (int)(values.Count * part)));
}
