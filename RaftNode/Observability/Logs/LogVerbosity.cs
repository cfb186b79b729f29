using Microsoft.Extensions.Logging;

namespace RaftNode.Observability.Logs;

/// <summary>The levels of redis.conf, from all lines to the fewest.</summary>
internal enum LogVerbosity
{
    Debug,
    Verbose,
    Notice,
    Warning,
}

/// <summary>What they are called, and which of the framework's levels they are.</summary>
internal static class LogVerbosities
{
    /// <summary>As <c>loglevel</c> and the lines have them.</summary>
    public static IReadOnlyList<(string Word, LogVerbosity Value)> Words { get; } =
    [
        ("debug", LogVerbosity.Debug),
        ("verbose", LogVerbosity.Verbose),
        ("notice", LogVerbosity.Notice),
        ("warning", LogVerbosity.Warning),
    ];

    /// <summary>The framework has two levels above a warning, which Redis has not.</summary>
    public static LogVerbosity Of(LogLevel level) => level switch
    {
        LogLevel.Trace => LogVerbosity.Debug,
        LogLevel.Debug => LogVerbosity.Verbose,
        LogLevel.Information => LogVerbosity.Notice,
        _ => LogVerbosity.Warning,
    };

    public static string WordOf(LogVerbosity verbosity) => Words[(int)verbosity].Word;
}
