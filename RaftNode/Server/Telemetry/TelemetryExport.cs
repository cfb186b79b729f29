using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OpenTelemetry;
using RaftNode.Observability.Logs;
using RaftNode.Server.Figures;

namespace RaftNode.Server.Telemetry;

/// <summary>
/// Sends metrics, spans and the log over OTLP, as OpenTelemetry's own environment variables say. Nothing of it is loaded where
/// <see cref="IsWanted"/> is false.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    /// <summary>Where to send it. Aspire gives it to every resource of its.</summary>
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceNameVariable = "OTEL_SERVICE_NAME";

    private const string DefaultServiceName = "raftnode";

    /// <summary>The last of it is sent before the process ends, unless whoever takes it is gone.</summary>
    private const int EndPatienceMilliseconds = 1000;

    private readonly ServerMeter _meter;
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;
    private readonly ILoggerFactory _logs;
    private readonly ServerLogger _log;

    /// <summary>Begins.</summary>
    /// <param name="board">Where the figures are.</param>
    /// <param name="log">What is logged from now on goes there as well.</param>
    public TelemetryExport(FigureBoard board, ServerLogger log)
    {
        _meter = new ServerMeter(board, TimeProvider.System);
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Name)
            .AddMeter(RaftNodeTelemetry.MeterName, "System.Runtime")
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Name)
            .AddSource(RaftNodeTelemetry.ActivitySourceName)
            .AddOtlpExporter()
            .Build();
        _logs = LoggerFactory.Create(static logging => logging
            .SetMinimumLevel(LogLevel.Trace)
            .AddOpenTelemetry(static options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(Named(ResourceBuilder.CreateDefault()));
                options.AddOtlpExporter();
            }));
        _log = log;
        _log.Also = _logs.CreateLogger(RaftNodeTelemetry.LogCategory);
    }

    public static bool IsWanted => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EndpointVariable));

    public void Dispose()
    {
        _log.Also = null;
        _logs.Dispose();
        _traces?.Shutdown(EndPatienceMilliseconds);
        _metrics?.Shutdown(EndPatienceMilliseconds);
        _traces?.Dispose();
        _metrics?.Dispose();
        _meter.Dispose();
    }

    private static void Name(ResourceBuilder resource) => Named(resource);

    /// <summary>Whoever has not named the service has one that is called by what it is.</summary>
    private static ResourceBuilder Named(ResourceBuilder resource) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ServiceNameVariable)) ? resource.AddService(DefaultServiceName) : resource;
}
