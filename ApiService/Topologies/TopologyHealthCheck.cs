using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisLib;
using RedisLib.Administration;

namespace ApiService.Topologies;

/// <summary>Whether a topology is able to serve its mode. Degraded still counts as ready: it serves reads and writes.</summary>
internal sealed class TopologyHealthCheck(IRedisConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var description = await connection.DescribeAsync(cancellationToken);
        var problems = description.ProblemText;
        return description.Health switch
        {
            TopologyHealth.Healthy => HealthCheckResult.Healthy(problems),
            TopologyHealth.Degraded => HealthCheckResult.Degraded(problems),
            _ => HealthCheckResult.Unhealthy(problems),
        };
    }
}
