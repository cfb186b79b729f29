using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry;
using ServiceDefaults.Health;

namespace ServiceDefaults.Telemetry;

/// <summary>Stands before everything else in the pipeline, where the outcome of a request is known.</summary>
internal sealed class RequestTelemetry : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (context, next) => IsProbe(context.Request.Path) ? RunUnseen(context, next) : Run(context, next));
        next(app);
    };

    private static bool IsProbe(PathString path) => path == HealthEndpoints.ReadyPath || path == HealthEndpoints.LivePath;

    private static Task Run(HttpContext context, RequestDelegate next) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity
            ? RunTraced(activity, context, next)
            : next(context);

    private static async Task RunTraced(Activity activity, HttpContext context, RequestDelegate next)
    {
        Exception? thrown = null;
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            thrown = exception;
            throw;
        }
        finally
        {
            RequestSpans.Describe(activity, context);
            RequestSpans.DescribeOutcome(activity, context, thrown);
        }
    }

    /// <summary>
    /// Keeps the health probes out of traces and request metrics: an orchestrator asks every few seconds, and what it
    /// asks would bury what users do.
    /// </summary>
    private static async Task RunUnseen(HttpContext context, RequestDelegate next)
    {
        context.Features.Get<IHttpActivityFeature>()?.Activity.IsAllDataRequested = false;
        context.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;

        // What a check does in turn (Redis commands) would otherwise start traces of its own under an always-on sampler.
        using (SuppressInstrumentationScope.Begin())
        {
            await next(context);
        }
    }
}
