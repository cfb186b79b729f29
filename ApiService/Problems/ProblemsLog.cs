namespace ApiService.Problems;

internal static partial class ProblemsLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "{Method} on {Topology} failed at {Node} with {Status}: {Reason}")]
    public static partial void CallFailed(
        ILogger logger, string method, string topology, string node, int status, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Method} failed by a defect of this service, trace {TraceId}")]
    public static partial void Unexpected(ILogger logger, string method, string traceId, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "{Method} was turned away: {Reason}")]
    public static partial void Busy(ILogger logger, string method, string reason);
}
