using System.ComponentModel;
using System.Globalization;
using ApiService.Problems;
using ApiService.Topologies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ApiService.Cluster;

/// <summary>Fills the cluster with test data.</summary>
internal static class FillEndpoints
{
    /// <summary>Enough for every one of 16,384 slots' masters to get a fair share, and done in a moment.</summary>
    public const int DefaultCount = 10_000;

    /// <summary>About a gigabyte of memory over all masters, and a minute or so of work: more is a mistake, or a task for a benchmark.</summary>
    public const int MaxCount = 10_000_000;

    public static void MapFill(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/fillcluster", [HttpMethods.Get, HttpMethods.Post], Fill)
            .WithTags("cluster")
            .WithSummary("Writes keys of test data, pipelined to all masters, and says how many went to each.")
            .WithMetadata(new BoundToMode(ClusterEndpoints.Mode), new WritesData())
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<FillAnswer>, ValidationProblem>> Fill(
        [Description("How many keys: 1 to 10,000,000, by default 10,000.")] string? count,
        ConfiguredTopologies topologies,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (ParseCount(count) is not { } wanted)
        {
            return ProblemFactory.Invalid("count", $"'{count}' is not a whole number from 1 to {MaxCount}.");
        }

        if (topologies.Cluster is not { } cluster)
        {
            return ProblemFactory.Invalid("mode", topologies.WhyMissing(ClusterEndpoints.Mode));
        }

        var start = time.GetTimestamp();
        var result = await cluster.FillAsync(wanted, cancellationToken);
        return TypedResults.Ok(FillAnswer.From(result, time.GetElapsedTime(start)));
    }

    /// <summary>The count, or null when the text is none.</summary>
    internal static int? ParseCount(string? text) =>
        text is null ? DefaultCount
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxCount ? count
        : null;
}
