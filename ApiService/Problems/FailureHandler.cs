using System.Diagnostics;
using System.Globalization;
using ApiService.Topologies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using RedisLib;

namespace ApiService.Problems;

/// <summary>
/// The one boundary where exceptions become answers. None shows a stack trace, in Development either: the log has it,
/// and only for what is a bug of ours.
/// </summary>
internal sealed class FailureHandler(
    ConfiguredTopologies topologies, IProblemDetailsService problems, ILogger<FailureHandler> logger) : IExceptionHandler
{
    /// <summary>In the log, for a call that found nobody to ask.</summary>
    private const string NoNode = "no node";

    /// <summary>Whole seconds, for the Retry-After header: what keeps this service busy is over within moments.</summary>
    private const string SoonInSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException bad => new ProblemDetails { Status = bad.StatusCode, Detail = bad.Message },
            BusyException busy => Busy(httpContext, busy),
            _ when RedisFailure.From(exception) is { } failure => Describe(httpContext, failure),
            _ => Unexpected(httpContext, exception),
        };
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private ProblemDetails Describe(HttpContext context, RedisFailure failure)
    {
        var topology = TopologyOf(context);
        ProblemsLog.CallFailed(logger, context.Request.Method, topology, failure.Node?.ToString() ?? NoNode, failure.Status, failure.Detail);
        if (failure.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        // Of a read there is nothing to be applied.
        var isWrite = FailedEndpoint(context)?.Metadata.GetMetadata<WritesData>() is not null;
        return ProblemFactory.From(isWrite ? failure : failure with { MayHaveBeenApplied = null }, topology);
    }

    private ProblemDetails Busy(HttpContext context, BusyException busy)
    {
        ProblemsLog.Busy(logger, context.Request.Method, busy.Message);
        context.Response.Headers.RetryAfter = SoonInSeconds;
        return new ProblemDetails
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "This service has too much to do now",
            Detail = busy.Message,
            Extensions = { ["mayHaveBeenApplied"] = false },
        };
    }

    private ProblemDetails Unexpected(HttpContext context, Exception exception)
    {
        ProblemsLog.Unexpected(logger, context.Request.Method, Activity.Current?.Id ?? context.TraceIdentifier, exception);
        return new ProblemDetails
        {
            Status = StatusCodes.Status500InternalServerError,
            Title = "A defect of this service",
            Detail = "The log of the service has the cause, under the traceId of this answer.",
        };
    }

    /// <summary>The topology that a request is for: the route names it, or is bound to one, or leaves it to the default.</summary>
    private string TopologyOf(HttpContext context)
    {
        return context.Features.Get<IExceptionHandlerFeature>()?.RouteValues?["mode"] as string
            ?? FailedEndpoint(context)?.Metadata.GetMetadata<BoundToMode>()?.Name
            ?? ModeNames.Of(topologies.Default.Mode);
    }

    /// <summary>The exception handler clears the endpoint and the route values, and keeps them in its feature.</summary>
    private static Endpoint? FailedEndpoint(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
}

/// <summary>Marks a route that is always served by one mode.</summary>
/// <param name="Name">The name of the mode.</param>
internal sealed record BoundToMode(string Name);

/// <summary>Marks a route that writes data, so that its failures say whether the write may stand all the same.</summary>
internal sealed record WritesData;
