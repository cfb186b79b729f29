using System.Globalization;
using System.Text.RegularExpressions;
using TestServers;

namespace Failover;

/// <summary>When the servers themselves had a new master, by their own logs: what is beyond that is the client's part.</summary>
internal static partial class PromotionLog
{
    private const string TimeFormat = "dd MMM yyyy HH:mm:ss.fff";

    /// <summary>The first promotion after a moment, or null when none is found.</summary>
    /// <param name="servers">The data nodes.</param>
    /// <param name="moment">The moment, in local time, as the servers log.</param>
    public static TimeSpan? TimeUntilPromotion(IEnumerable<RedisProcess> servers, DateTime moment) => servers
        .SelectMany(server => Promotion().Matches(server.Log))
        .Select(match => DateTime.ParseExact(match.Groups["time"].Value, TimeFormat, CultureInfo.InvariantCulture) - moment)
        .Where(after => after >= TimeSpan.Zero)
        .Select(after => (TimeSpan?)after)
        .Min();

    /// <summary><c>4711:M 21 Nov 2026 13:24:00.123 * MASTER MODE enabled (...)</c>, and in a cluster <c># Failover election won: ...</c>.</summary>
    [GeneratedRegex(@"^\d+:\w (?<time>\d\d \w{3} \d{4} [\d:.]+) \S (MASTER MODE enabled|Failover election won)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Promotion();
}
