using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What an application is told about a topology, as expressions that Aspire resolves for each application's network.</summary>
internal static class ConnectionExpressions
{
    public static ReferenceExpression ConnectionString(RedisTopologyResource topology)
    {
        var builder = new ReferenceExpressionBuilder();
        AppendEndpoints(builder, topology);
        if (topology.ServiceName is { } serviceName)
        {
            builder.AppendLiteral($",serviceName={serviceName}");
        }

        if (topology.PasswordParameter is { } password)
        {
            builder.AppendLiteral(",password=");
            builder.AppendFormatted(password);
        }

        return builder.Build();
    }

    public static IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(RedisTopologyResource topology)
    {
        var first = topology.Seeds[0].GetEndpoint(RedisTopologyResource.EndpointName);
        yield return new("Host", ReferenceExpression.Create($"{first.Property(EndpointProperty.Host)}"));
        yield return new("Port", ReferenceExpression.Create($"{first.Property(EndpointProperty.Port)}"));
        if (topology.PasswordParameter is { } password)
        {
            yield return new("Password", ReferenceExpression.Create($"{password}"));
        }

        yield return new("Uri", Uri(first, topology.PasswordParameter));
        yield return new("Endpoints", Endpoints(topology));
        yield return new("Mode", ReferenceExpression.Create($"{ModeNames.Of(topology.Mode)}"));
        if (topology.ServiceName is { } serviceName)
        {
            yield return new("ServiceName", ReferenceExpression.Create($"{serviceName}"));
        }
    }

    private static ReferenceExpression Endpoints(RedisTopologyResource topology)
    {
        var builder = new ReferenceExpressionBuilder();
        AppendEndpoints(builder, topology);
        return builder.Build();
    }

    private static ReferenceExpression Uri(EndpointReference endpoint, ParameterResource? password) => password is null
        ? ReferenceExpression.Create($"redis://{endpoint.Property(EndpointProperty.HostAndPort)}")
        : ReferenceExpression.Create($"redis://:{password:uri}@{endpoint.Property(EndpointProperty.HostAndPort)}");

    private static void AppendEndpoints(ReferenceExpressionBuilder builder, RedisTopologyResource topology)
    {
        foreach (var (index, node) in topology.Seeds.Index())
        {
            if (index > 0)
            {
                builder.AppendLiteral(",");
            }

            builder.AppendFormatted(node.GetEndpoint(RedisTopologyResource.EndpointName).Property(EndpointProperty.HostAndPort));
        }
    }
}
