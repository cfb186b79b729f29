using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Health;
using ServiceDefaults.Resilience;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults;

/// <summary>What every service of this application has: telemetry, health endpoints and resilient outgoing HTTP.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers telemetry, the clock, the liveness check and the resilience of outgoing HTTP.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.AddLivenessCheck();
        builder.Services.AddHttpResilience();
        return builder;
    }

    /// <summary>Maps <c>/health</c> (ready to serve) and <c>/alive</c> (the process answers).</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
