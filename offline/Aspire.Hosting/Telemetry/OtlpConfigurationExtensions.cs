using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Sends telemetry to the dashboard.</summary>
public static class OtlpConfigurationExtensions
{
    /// <summary>Milliseconds. Developers look at the dashboard while they try things: telemetry is sent every second, not every five or sixty.</summary>
    private const string DevelopmentDelay = "1000";

    /// <summary>The resource sends its telemetry to the dashboard; projects do so anyway.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        if (builder.Resource.HasAnnotationOfType<OtlpExporterAnnotation>())
        {
            return builder;
        }

        var isDevelopment = builder.ApplicationBuilder.Environment.IsDevelopment();
        var resources = builder.ApplicationBuilder.Resources;
        return builder
            .WithAnnotation(new OtlpExporterAnnotation())
            .WithEnvironment(context =>
            {
                if (resources.OfType<DashboardResource>().FirstOrDefault() is { } dashboard)
                {
                    Set(context.EnvironmentVariables, dashboard, isDevelopment);
                }
            });
    }

    private static void Set(Dictionary<string, object> variables, DashboardResource dashboard, bool isDevelopment)
    {
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.OtlpGrpc;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={dashboard.OtlpApiKey}";
        variables["OTEL_SERVICE_NAME"] = Orchestration.EngineTemplate.OfAnnotation(Orchestration.EngineAnnotations.OtelServiceName);
        variables["OTEL_RESOURCE_ATTRIBUTES"] =
            $"service.instance.id={Orchestration.EngineTemplate.OfAnnotation(Orchestration.EngineAnnotations.OtelServiceInstanceId)}";
        if (isDevelopment)
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = DevelopmentDelay;
            variables["OTEL_BSP_SCHEDULE_DELAY"] = DevelopmentDelay;
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = DevelopmentDelay;
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }
    }
}
