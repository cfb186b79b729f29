using ApiService.Problems;
using ApiService.Topologies;
using Microsoft.AspNetCore.Http.HttpResults;
using RedisLib;

namespace ApiService.Cluster;

/// <summary>What the cluster says of itself.</summary>
internal static class ClusterEndpoints
{
    /// <summary>The name of the mode, which these routes are bound to.</summary>
    public static readonly string Mode = ModeNames.Of(RedisMode.Cluster);

    public static void MapCluster(this IEndpointRouteBuilder routes)
    {
        var cluster = routes.MapGroup("/cluster")
            .WithTags("cluster")
            .WithMetadata(new BoundToMode(Mode))
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cluster.MapGet("/info", Info).WithSummary("The fields of CLUSTER INFO, as Redis names them.");
        cluster.MapGet("/nodes", Nodes).WithSummary("The lines of CLUSTER NODES.");
    }

    private static async Task<Results<Ok<IReadOnlyDictionary<string, string>>, ValidationProblem>> Info(
        ConfiguredTopologies topologies, CancellationToken cancellationToken) => topologies.Cluster is { } cluster
            ? TypedResults.Ok(await cluster.ClusterInfoAsync(cancellationToken))
            : ProblemFactory.Invalid("mode", topologies.WhyMissing(Mode));

    private static async Task<Results<Ok<ClusterNodeAnswer[]>, ValidationProblem>> Nodes(
        ConfiguredTopologies topologies, CancellationToken cancellationToken)
    {
        if (topologies.Cluster is not { } cluster)
        {
            return ProblemFactory.Invalid("mode", topologies.WhyMissing(Mode));
        }

        var nodes = await cluster.ClusterNodesAsync(cancellationToken);
        return TypedResults.Ok(nodes.Select(ClusterNodeAnswer.From).ToArray());
    }
}
