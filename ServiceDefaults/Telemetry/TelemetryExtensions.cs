using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ServiceDefaults.Telemetry;

/// <summary>Logs, metrics and traces over OTLP.</summary>
public static class TelemetryExtensions
{
    /// <summary>Where telemetry goes. Aspire gives it to every project; without it nothing is collected, so that it costs nothing.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The source and the meter of our own Redis client.</summary>
    private const string RedisLibrary = "RedisLib";

    private const string RequestDuration = "http.server.request.duration";

    /// <summary>
    /// Seconds. A cached read takes a fraction of a millisecond, where the conventions' own buckets begin at 5 ms, and a call
    /// that waits for a failover takes seconds: the buckets resolve both ends, as those of the Redis client do.
    /// </summary>
    private static readonly double[] LatencyBuckets =
    [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ];

    /// <summary>Collects logs, metrics and traces when <see cref="EndpointVariable"/> says where to send them.</summary>
    public static TBuilder AddTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[EndpointVariable]))
        {
            return builder;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddTransient<IStartupFilter, RequestTelemetry>();
        builder.Services.AddOpenTelemetry()
            .WithMetrics(AddMeters)
            .WithTracing(tracing => AddSources(tracing, builder.Environment.ApplicationName))
            .UseOtlpExporter();
        return builder;
    }

    private static void AddMeters(MeterProviderBuilder metrics) =>
        metrics
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", RedisLibrary)
            .AddView(RequestDuration, new ExplicitBucketHistogramConfiguration { Boundaries = LatencyBuckets });

    private static void AddSources(TracerProviderBuilder tracing, string application) =>
        tracing.AddSource("Microsoft.AspNetCore", "System.Net.Http", RedisLibrary, application);
}
