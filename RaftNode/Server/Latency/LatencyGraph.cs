using System.Globalization;
using System.Text;

namespace RaftNode.Server.Latency;

/// <summary>LATENCY GRAPH: a column of characters for each sample, and below it how long ago that was.</summary>
internal static class LatencyGraph
{
    private const int Columns = 80;
    private const int Rows = 4;

    /// <summary>What stands at the top of a column, by how much of the row it fills; <see cref="Full"/> is below it.</summary>
    private const string Tops = "_o#";
    private const char Full = '|';

    /// <summary>The graph of a kind of events.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="events">Those events, at least one.</param>
    /// <param name="now">The time, in seconds of Unix time.</param>
    public static string Of(string name, LatencyEvents events, long now)
    {
        var samples = events.Samples;
        var (high, low) = (samples.Max(sample => sample.Milliseconds), samples.Min(sample => sample.Milliseconds));
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{name} - high {high} ms, low {low} ms (all time high {events.WorstMilliseconds} ms)\n")
            .Append('-', Columns).Append('\n');
        var charts = samples.Chunk(Columns).Select(chunk => ChartOf(chunk, low, Math.Max(1, high - low), now));
        return text.AppendJoin('\n', charts).ToString();
    }

    private static string ChartOf(LatencySample[] samples, long low, long range, long now)
    {
        const int Steps = Rows * 3;
        var heights = samples.Select(sample => Math.Min(Steps - 1, (sample.Milliseconds - low) * Steps / range)).ToArray();
        var ages = samples.Select(sample => AgeOf(now - sample.Seconds)).ToArray();
        var chart = new StringBuilder();
        for (var row = Rows - 1; row >= 0; row--)
        {
            AddLine(chart, heights.Select(height => Character(height - (row * Tops.Length))));
        }

        for (var row = -1; row < ages.Max(age => age.Length); row++)
        {
            AddLine(chart, ages.Select(age => row >= 0 && row < age.Length ? age[row] : ' '));
        }

        return chart.ToString();
    }

    private static char Character(long height) => height < 0 ? ' ' : height < Tops.Length ? Tops[(int)height] : Full;

    private static void AddLine(StringBuilder chart, IEnumerable<char> characters) => chart.Append([.. characters]).Append('\n');

    private static string AgeOf(long seconds) => seconds switch
    {
        < 60 => $"{seconds}s",
        < 3600 => $"{seconds / 60}m",
        < 86_400 => $"{seconds / 3600}h",
        _ => $"{seconds / 86_400}d",
    };
}
