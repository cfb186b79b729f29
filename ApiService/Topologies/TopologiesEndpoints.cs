using Microsoft.AspNetCore.Http.HttpResults;

namespace ApiService.Topologies;

/// <summary>What is configured, and how it is.</summary>
internal static class TopologiesEndpoints
{
    public static void MapTopologies(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/topologies", Describe)
            .WithTags("topologies")
            .WithSummary("Every configured topology: mode, health, masters, replicas and the role of each node.");

    private static async Task<Ok<TopologyAnswer[]>> Describe(ConfiguredTopologies topologies, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Task.WhenAll(topologies.All.Select(async connection => TopologyAnswer.From(
            connection, await connection.DescribeAsync(cancellationToken), connection == topologies.Default))));
}
