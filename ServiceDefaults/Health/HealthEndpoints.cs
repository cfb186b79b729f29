using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Health;

/// <summary>Whether this process is ready to serve, and whether it lives.</summary>
public static class HealthEndpoints
{
    /// <summary>Runs every check; 503 when one is unhealthy.</summary>
    public const string ReadyPath = "/health";

    /// <summary>Runs the checks tagged <see cref="LiveTag"/>: a failing dependency must not get the process restarted.</summary>
    public const string LivePath = "/alive";

    /// <summary>The tag of the checks that concern the process alone.</summary>
    public const string LiveTag = "live";

    internal static void AddLivenessCheck(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ReadyPath, Ready)
            .WithTags("health")
            .WithSummary("Ready: every configured dependency is able to serve.")
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet(LivePath, Live).WithTags("health").WithSummary("Live: the process answers.");
    }

    private static Task<Results<Ok<HealthAnswer>, JsonHttpResult<HealthAnswer>>> Ready(
        HealthCheckService checks, CancellationToken cancellationToken) => Answer(checks, _ => true, cancellationToken);

    private static Task<Results<Ok<HealthAnswer>, JsonHttpResult<HealthAnswer>>> Live(
        HealthCheckService checks, CancellationToken cancellationToken) =>
        Answer(checks, check => check.Tags.Contains(LiveTag), cancellationToken);

    private static async Task<Results<Ok<HealthAnswer>, JsonHttpResult<HealthAnswer>>> Answer(
        HealthCheckService checks, Func<HealthCheckRegistration, bool> which, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(which, cancellationToken);
        var answer = HealthAnswer.From(report);
        return report.Status == HealthStatus.Unhealthy
            ? TypedResults.Json(answer, HealthJson.Default.HealthAnswer, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(answer);
    }
}
