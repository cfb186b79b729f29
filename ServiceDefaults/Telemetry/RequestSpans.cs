using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Names and describes the span of a request after OpenTelemetry's HTTP conventions; ASP.NET Core 10 starts and stops it
/// but leaves it bare.
/// </summary>
internal static class RequestSpans
{
    /// <summary>Describes what is known when the request has been answered.</summary>
    public static void Describe(Activity activity, HttpContext context)
    {
        var request = context.Request;
        var route = RouteOf(context);
        activity.DisplayName = route is null ? request.Method : $"{request.Method} {route}";
        activity.SetTag("http.request.method", request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("url.scheme", request.Scheme);
        activity.SetTag("url.path", request.Path.Value);
        activity.SetTag("server.address", request.Host.Host);
        activity.SetTag("server.port", request.Host.Port);
        activity.SetTag("client.address", context.Connection.RemoteIpAddress?.ToString());
        activity.SetTag("network.protocol.version", request.Protocol.StartsWith("HTTP/", StringComparison.Ordinal) ? request.Protocol[5..] : null);
        activity.SetTag("user_agent.original", request.Headers.UserAgent is [{ } agent, ..] ? agent : null);
    }

    /// <summary>Adds the outcome: a fault of the service marks the span as an error, a fault of the caller does not.</summary>
    public static void DescribeOutcome(Activity activity, HttpContext context, Exception? exception)
    {
        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (exception is not null || status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetTag("error.type", exception?.GetType().FullName ?? status.ToString(CultureInfo.InvariantCulture));
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string? RouteOf(HttpContext context)
    {
        // The exception handler takes the endpoint off the request and keeps it in its feature.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText;
    }
}
