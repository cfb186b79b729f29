using Microsoft.Extensions.Logging;

namespace RaftNode.Observability;

/// <summary>What the server logs of saving and loading all data; ids 150 to 199.</summary>
internal static partial class SnapshotLog
{
    [LoggerMessage(150, LogLevel.Information, "DB saved on disk")]
    public static partial void Saved(this ILogger log);

    [LoggerMessage(151, LogLevel.Warning, "Error saving the DB: {Problem}")]
    public static partial void SaveFailed(this ILogger log, string problem);

    [LoggerMessage(152, LogLevel.Information, "Background saving started")]
    public static partial void BackgroundSaveStarted(this ILogger log);

    [LoggerMessage(153, LogLevel.Information, "Background saving terminated with success")]
    public static partial void BackgroundSaveSucceeded(this ILogger log);

    [LoggerMessage(154, LogLevel.Warning, "Background saving error: {Problem}")]
    public static partial void BackgroundSaveFailed(this ILogger log, string problem);

    [LoggerMessage(155, LogLevel.Warning, "Background saving was given up")]
    public static partial void BackgroundSaveAborted(this ILogger log);

    [LoggerMessage(156, LogLevel.Information, "{Changes} changes in {Seconds} seconds. Saving...")]
    public static partial void RuleMet(this ILogger log, int changes, long seconds);

    [LoggerMessage(157, LogLevel.Information, "Loading RDB produced by version {Version}, {Age} seconds old, memory usage when created {Megabytes:F2} Mb")]
    public static partial void Loading(this ILogger log, string version, long age, double megabytes);

    [LoggerMessage(158, LogLevel.Information, "Done loading RDB, keys loaded: {Loaded}, keys expired: {Expired}, empty keys skipped: {Empty}. DB loaded from disk: {Seconds:F3} seconds")]
    public static partial void Loaded(this ILogger log, long loaded, long expired, long empty, double seconds);

    [LoggerMessage(159, LogLevel.Information, "The file {Name} of a save that did not end was removed")]
    public static partial void TemporaryFileRemoved(this ILogger log, string name);

    [LoggerMessage(160, LogLevel.Warning, "User requested shutdown...")]
    public static partial void ShuttingDown(this ILogger log);

    [LoggerMessage(161, LogLevel.Information, "Saving the final RDB snapshot before exiting.")]
    public static partial void SavingAtTheEnd(this ILogger log);

    [LoggerMessage(162, LogLevel.Warning, "Error trying to save the DB, can't exit.")]
    public static partial void CannotEnd(this ILogger log);

    [LoggerMessage(163, LogLevel.Warning, "Error trying to save the DB, but forced to exit.")]
    public static partial void EndsUnsaved(this ILogger log);

    [LoggerMessage(166, LogLevel.Warning, "Writing initial AOF, can't exit")]
    public static partial void CannotEndWithoutLog(this ILogger log);

    [LoggerMessage(167, LogLevel.Warning, "Writing initial AOF. Exit anyway.")]
    public static partial void EndsWithoutLog(this ILogger log);

    [LoggerMessage(164, LogLevel.Warning, "SIGTERM received but errors trying to shut down the server, check the logs for more information")]
    public static partial void SignalRefused(this ILogger log);

    [LoggerMessage(165, LogLevel.Warning, "RaftNode is now ready to exit, bye bye...")]
    public static partial void Bye(this ILogger log);
}
