using Microsoft.Extensions.Logging;

namespace RaftNode.Observability;

/// <summary>What the server logs of its append-only file; ids 200 to 249.</summary>
internal static partial class AofLog
{
    [LoggerMessage(200, LogLevel.Warning, "Error writing to the AOF file: {Problem}. Writes are refused until it succeeds again")]
    public static partial void AofWriteFailed(this ILogger log, string problem);

    [LoggerMessage(201, LogLevel.Warning, "AOF write error looks solved, Redis can write again")]
    public static partial void AofWriteSolved(this ILogger log);

    [LoggerMessage(202, LogLevel.Warning, "Fail to fsync the AOF file: {Problem}. Writes are refused until a rewrite has brought all data to the disk")]
    public static partial void AofSyncFailed(this ILogger log, string problem);

    [LoggerMessage(203, LogLevel.Information, "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF buffer without waiting for fsync to complete, this may slow down Redis")]
    public static partial void AofSyncIsSlow(this ILogger log);

    [LoggerMessage(204, LogLevel.Information, "DB loaded from {Kind} file {Name}: {Seconds:F3} seconds")]
    public static partial void AofLoaded(this ILogger log, string kind, string name, double seconds);

    [LoggerMessage(205, LogLevel.Warning, "Short read while loading the AOF file {Name}: it is truncated from {Length} to {Offset} bytes, and loaded because aof-load-truncated is enabled")]
    public static partial void AofTruncated(this ILogger log, string name, long length, long offset);

    [LoggerMessage(206, LogLevel.Warning, "The request at offset {Offset} of the AOF file {Name} was answered with an error when it was loaded: {Error}")]
    public static partial void AofError(this ILogger log, string name, long offset, string error);

    [LoggerMessage(210, LogLevel.Warning, "{Count} requests of the AOF file {Name} were answered with errors when they were loaded")]
    public static partial void AofErrors(this ILogger log, long count, string name);

    [LoggerMessage(207, LogLevel.Information, "Successfully migrated an old-style AOF file ({Name}) into the AOF directory ({Folder})")]
    public static partial void AofMigrated(this ILogger log, string name, string folder);

    [LoggerMessage(208, LogLevel.Information, "Creating AOF {Kind} file {Name}")]
    public static partial void AofCreated(this ILogger log, string kind, string name);

    [LoggerMessage(211, LogLevel.Information, "Background append only file rewriting started, base file {Name}")]
    public static partial void AofRewriteBegun(this ILogger log, string name);

    [LoggerMessage(212, LogLevel.Information, "Background AOF rewrite finished successfully, base file {Name}: {Seconds:F3} seconds")]
    public static partial void AofRewritten(this ILogger log, string name, double seconds);

    [LoggerMessage(213, LogLevel.Warning, "Background AOF rewrite failed, the AOF is as it was: {Problem}")]
    public static partial void AofRewriteFailed(this ILogger log, string problem);

    [LoggerMessage(214, LogLevel.Warning, "The AOF was not closed as it should be: {Problem}")]
    public static partial void AofNotClosed(this ILogger log, string problem);

    [LoggerMessage(215, LogLevel.Warning, "Unable to turn on AOF: {Problem}")]
    public static partial void AofNotTurnedOn(this ILogger log, string problem);

    [LoggerMessage(216, LogLevel.Warning, "The AOF file {Name} is gone: the AOF cannot be loaded until a rewrite is done")]
    public static partial void AofFileMissing(this ILogger log, string name);

    [LoggerMessage(217, LogLevel.Warning, "The AOF manifest is in its place and may not be on the disk: {Problem}. Writes are refused until a rewrite has brought one there")]
    public static partial void AofManifestUnsafe(this ILogger log, string problem);

    [LoggerMessage(209, LogLevel.Warning, "A file that the AOF does not need any more was not removed: {Problem}")]
    public static partial void AofNotRemoved(this ILogger log, string problem);
}
