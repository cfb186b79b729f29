namespace Failover;

/// <summary>A request was answered with an error.</summary>
/// <param name="kind">The kind of failure, as it is counted.</param>
internal sealed class RequestFailedException(string kind) : Exception(kind);
