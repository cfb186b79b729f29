using System.Globalization;
using RaftNode.Server.Configuration;

namespace RaftNode.Server.Info;

/// <summary>What is measured of how long commands take. Names and defaults are those of redis.conf.</summary>
internal sealed class LatencySettings
{
    /// <summary>Whether the times of each command are told apart.</summary>
    public bool Tracks { get; set; } = true;

    /// <summary>The percentiles that INFO latencystats shows.</summary>
    public IReadOnlyList<double> Percentiles { get; set; } = [50, 99, 99.9];

    /// <summary>The percentiles as CONFIG GET answers them.</summary>
    public string PercentilesText => string.Join(' ', Percentiles.Select(percentile => percentile.ToString("0.######", CultureInfo.InvariantCulture)));

    /// <summary>Reads percentiles.</summary>
    /// <exception cref="SettingException">They are no numbers from 0 to 100.</exception>
    public static IReadOnlyList<double> Parse(IReadOnlyList<string> words)
    {
        var percentiles = new List<double>();
        foreach (var word in words.Where(word => word.Length > 0))
        {
            percentiles.Add(!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var percentile)
                ? throw new SettingException("Invalid latency-tracking-info-percentiles parameters")
                : percentile is >= 0 and <= 100
                    ? percentile
                    : throw new SettingException("latency-tracking-info-percentiles parameters should sit between [0.0,100.0]"));
        }

        return percentiles;
    }
}
