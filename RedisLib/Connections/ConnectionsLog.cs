using Microsoft.Extensions.Logging;

namespace RedisLib.Connections;

/// <summary>What connections tell the log. Event ids 100 to 199.</summary>
internal static partial class ConnectionsLog
{
    /// <summary>The attempt from which on a failure is no passing matter: with the back-off, some two seconds after the first.</summary>
    private const int LastingAttempt = 8;

    /// <summary>
    /// How loud a failed attempt to connect is told. A server that is starting refuses a few attempts, which is nothing to warn
    /// of; one that stays away is tried every second and told ever more rarely; a refused password does not go away by itself.
    /// </summary>
    /// <param name="attempt">Attempts failed in a row, at least 1.</param>
    /// <param name="isNews">Whether the last failure had another reason.</param>
    /// <param name="isRefusal">Whether the server answered and refused the password.</param>
    public static LogLevel LevelOf(int attempt, bool isNews, bool isRefusal) =>
        isNews && isRefusal ? LogLevel.Warning
        : attempt >= LastingAttempt && int.IsPow2(attempt) ? LogLevel.Warning
        : isNews ? LogLevel.Information
        : LogLevel.Debug;

    [LoggerMessage(100, LogLevel.Information, "{Topology}: connected to {Node}, RESP{Protocol}")]
    public static partial void Connected(this ILogger logger, string? topology, RedisEndpoint node, int protocol);

    [LoggerMessage(EventId = 101, Message = "{Topology}: the connection to {Node} ended: {Reason}")]
    public static partial void Disconnected(this ILogger logger, LogLevel level, string? topology, RedisEndpoint node, string reason);

    [LoggerMessage(EventId = 102, Message = "{Topology}: cannot connect to {Node}, attempt {Attempt}: {Reason}")]
    public static partial void ConnectFailed(
        this ILogger logger, LogLevel level, string? topology, RedisEndpoint node, string reason, int attempt);

    [LoggerMessage(103, LogLevel.Debug, "{Topology}: a caller's code blocked the thread that reads from {Node}; another thread reads now")]
    public static partial void ReadingTakenOver(this ILogger logger, string? topology, RedisEndpoint node);

    [LoggerMessage(104, LogLevel.Error, "{Topology}: a handler of what {Node} sent or of its state failed")]
    public static partial void HandlerFailed(this ILogger logger, string? topology, RedisEndpoint node, Exception exception);
}
