namespace RaftNode.Server.Telemetry;

/// <summary>Which commands have a span. The setting is our own.</summary>
internal sealed class SpanSettings
{
    /// <summary>A span takes some microseconds, so these take a few hundredths of a second.</summary>
    public const int MostPerSecond = 10_000;

    /// <summary>
    /// So many of the commands of each second have one (<c>trace-spans-per-second</c>), beside the slow ones: enough to see each command of
    /// somebody who tries it out, and nothing to a server that executes a million.
    /// </summary>
    public int MaxPerSecond { get; set; } = 100;
}
