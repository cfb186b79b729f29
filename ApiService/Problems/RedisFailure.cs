using RedisLib;

namespace ApiService.Problems;

/// <summary>What an exception of the client library means to an HTTP caller.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Title">The kind of failure, the same every time.</param>
/// <param name="Detail">What happened.</param>
/// <param name="RetryAfter">When it is worth to try again, or null when it is not.</param>
/// <param name="MayHaveBeenApplied">Whether a write may stand all the same; null where the answer of a server leaves no doubt.</param>
/// <param name="Node">The node that refused or did not answer, the last one if several did; null when none was asked.</param>
internal sealed record RedisFailure(
    int Status, string Title, string Detail, TimeSpan? RetryAfter, bool? MayHaveBeenApplied, RedisEndpoint? Node)
{
    /// <summary>The least that the Retry-After header can say, and about what a failover takes at best.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The first words of error replies that pass by themselves: out of memory, and a disk that cannot be written. Those of a failover
    /// or of a server that is loading never come here, because the client library tries again until the deadline of the call.
    /// </summary>
    private static readonly HashSet<string> PassingErrors = new(StringComparer.Ordinal) { "OOM", "MISCONF" };

    /// <summary>The meaning, or null for an exception that is not Redis's.</summary>
    public static RedisFailure? From(Exception exception) => exception switch
    {
        RedisUnavailableException unavailable => new(
            StatusCodes.Status503ServiceUnavailable,
            "The topology cannot serve this now",
            unavailable.Message,
            unavailable.RetryAfter,
            unavailable.MayHaveBeenApplied,
            LastNode(unavailable)),
        RedisServerException refused => FromReply(refused),
        _ => null,
    };

    private static RedisEndpoint? LastNode(RedisUnavailableException unavailable) => unavailable.InnerException switch
    {
        RedisConnectionException broken => broken.Endpoint,
        RedisServerException refused => refused.Endpoint,
        _ => null,
    };

    private static RedisFailure FromReply(RedisServerException refused) => refused.Code switch
    {
        "WRONGTYPE" => new(
            StatusCodes.Status409Conflict, "The key holds another type", refused.ServerMessage, null, null, refused.Endpoint),
        { } code when PassingErrors.Contains(code) => new(
            StatusCodes.Status503ServiceUnavailable, "Redis refuses this now", refused.ServerMessage, Soon, false, refused.Endpoint),
        _ => new(
            StatusCodes.Status502BadGateway, "Redis refused the command", refused.ServerMessage, null, false, refused.Endpoint),
    };

    /// <summary>Whole seconds, at least 1, for the header; null when there is to be none.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } delay ? (int)Math.Max(1, Math.Ceiling(delay.TotalSeconds)) : null;
}
