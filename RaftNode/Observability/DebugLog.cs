using Microsoft.Extensions.Logging;

namespace RaftNode.Observability;

/// <summary>What DEBUG has the server log; ids 250 to 299.</summary>
internal static partial class DebugLog
{
    [LoggerMessage(250, LogLevel.Warning, "DEBUG LOG: {Message}")]
    public static partial void Message(this ILogger log, string message);

    [LoggerMessage(251, LogLevel.Information, "The listpack of key '{Key}', {Bytes} bytes, {Count} elements:{Elements}")]
    public static partial void Listpack(this ILogger log, string key, int bytes, int count, string elements);

    [LoggerMessage(252, LogLevel.Warning, "DB reloaded by DEBUG RELOAD")]
    public static partial void Reloaded(this ILogger log);

    [LoggerMessage(253, LogLevel.Warning, "DEBUG RELOAD has failed, and there is no data: {Problem}")]
    public static partial void ReloadFailed(this ILogger log, string problem);

    [LoggerMessage(254, LogLevel.Warning, "Append Only File loaded by DEBUG LOADAOF")]
    public static partial void AofReloaded(this ILogger log);

    [LoggerMessage(255, LogLevel.Warning, "Changing replication IDs after receiving DEBUG change-repl-id")]
    public static partial void ReplicationIdChanged(this ILogger log);
}
