using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// The health of a topology and of its nodes, as the watcher last saw them. The checks ask no server themselves: the
/// watcher does so every second, and Aspire runs a check of something healthy every half minute only.
/// </summary>
internal static class TopologyHealthChecks
{
    public static string TopologyKey(string topology) => $"{topology}_topology";

    public static string NodeKey(string node) => $"{node}_node";

    public static void AddChecks(IDistributedApplicationBuilder builder, string topology, IEnumerable<string> nodes)
    {
        var checks = builder.Services.AddHealthChecks();
        checks.Add(Registration(TopologyKey(topology), topology, controller => OfTopology(controller.Description)));
        foreach (var node in nodes)
        {
            checks.Add(Registration(NodeKey(node), topology, controller => OfNode(controller.DescriptionOf(node))));
        }
    }

    internal static HealthCheckResult OfTopology(TopologyDescription? description)
    {
        if (description is null)
        {
            return HealthCheckResult.Unhealthy("The topology is not formed yet.");
        }

        var problems = description.ProblemText;
        return description.Health switch
        {
            TopologyHealth.Healthy => HealthCheckResult.Healthy("The contract of the mode holds."),
            TopologyHealth.Degraded => HealthCheckResult.Degraded(problems),
            _ => HealthCheckResult.Unhealthy(problems),
        };
    }

    internal static HealthCheckResult OfNode(NodeDescription? node) => node switch
    {
        null => HealthCheckResult.Unhealthy("The topology is not formed yet."),
        { Role: NodeRole.Unknown } => HealthCheckResult.Unhealthy(node.Problem ?? "The node does not answer."),
        { Problem: { } problem } => HealthCheckResult.Degraded(problem),
        _ => HealthCheckResult.Healthy($"The node is a {NodeStatus.RoleText(node.Role)}."),
    };

    private static HealthCheckRegistration Registration(string key, string topology, Func<TopologyController, HealthCheckResult> judge) =>
        new(key, services => new Check(services.GetRequiredKeyedService<TopologyController>(topology), judge), HealthStatus.Unhealthy, tags: null);

    private sealed class Check(TopologyController controller, Func<TopologyController, HealthCheckResult> judge) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(judge(controller));
    }
}
