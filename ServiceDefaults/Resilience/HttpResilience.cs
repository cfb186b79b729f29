using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace ServiceDefaults.Resilience;

/// <summary>What an outgoing HTTP request goes through: total timeout, retries, circuit breaker, timeout of an attempt.</summary>
public static class HttpResilience
{
    /// <summary>A caller that waits for us gives up after about as long.</summary>
    public static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A third of the total, so that a server that hangs once leaves time for another attempt.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Retries after the first attempt: more than this turns a struggling server into a dead one.</summary>
    public const int MaxRetries = 3;

    /// <summary>The pause before the first retry; it doubles from there, with jitter so that clients do not return in step.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause that a server's <c>Retry-After</c> is followed for.</summary>
    public static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>The share of failures in <see cref="BreakerSampling"/> that opens the circuit.</summary>
    public const double BreakerFailureRatio = 0.5;

    /// <summary>Below this many requests in <see cref="BreakerSampling"/> a ratio says nothing.</summary>
    public const int BreakerMinimumRequests = 20;

    /// <summary>The window over which failures are counted.</summary>
    public static readonly TimeSpan BreakerSampling = TimeSpan.FromSeconds(30);

    /// <summary>How long requests are refused at once before one is let through to try.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    /// <summary>Puts every <see cref="HttpClient"/> that the container builds behind the resilience pipeline.</summary>
    public static IServiceCollection AddHttpResilience(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServerPipelines>();
        services.AddTransient<ResilienceHandler>();
        return services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler<ResilienceHandler>());
    }

    internal static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) => pipeline
        .AddTimeout(TotalTimeout)
        .AddRetry(Retry())
        .AddCircuitBreaker(Breaker())
        .AddTimeout(AttemptTimeout);

    private static RetryStrategyOptions<HttpResponseMessage> Retry() => new()
    {
        MaxRetryAttempts = MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = RetryDelay,
        MaxDelay = MaxRetryDelay,
        ShouldHandle = attempt => ValueTask.FromResult(ResilienceHandler.MayRepeat(attempt.Context) && IsTransient(attempt.Outcome)),
        DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Result)),
    };

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker() => new()
    {
        FailureRatio = BreakerFailureRatio,
        MinimumThroughput = BreakerMinimumRequests,
        SamplingDuration = BreakerSampling,
        BreakDuration = BreakDuration,
        ShouldHandle = attempt => ValueTask.FromResult(IsTransient(attempt.Outcome)),
    };

    internal static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };

    /// <summary>The pause that the server asked for in seconds, or null to use our own; a date is not followed, since it needs the server's clock.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage? response) => response?.Headers.RetryAfter?.Delta switch
    {
        { } delay when delay <= MaxRetryDelay => delay,
        { } => MaxRetryDelay,
        null => null,
    };
}
