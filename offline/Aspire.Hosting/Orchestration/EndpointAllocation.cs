using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Decides where every endpoint is, before anything starts.</summary>
internal sealed class EndpointAllocation(DistributedApplicationModel model, IConfiguration configuration)
{
    /// <summary>An address is there half a second after it was asked for.</summary>
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>The orchestrator waits without a word for a port that somebody else has, so who has it is found out first.</summary>
    /// <exception cref="EngineException">A port is in use.</exception>
    public void RequireFreePorts()
    {
        foreach (var (resource, endpoint) in Endpoints().Where(static pair => pair.Endpoint.IsProxied))
        {
            RequireFree(resource, endpoint);
        }
    }

    /// <summary>Names the orchestrator's services and gives endpoints without a proxy their ports.</summary>
    public void AllocateProxyless()
    {
        var endpoints = Endpoints().ToArray();
        var services = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (resource, endpoint) in endpoints)
        {
            endpoint.ServiceName = NameService(resource, endpoint, services);
            Validate(resource, endpoint);
        }

        var ports = new ProxylessPorts(configuration, endpoints.Select(static pair => pair.Endpoint.Port).OfType<int>());
        foreach (var (resource, endpoint) in endpoints.Where(static pair => !pair.Endpoint.IsProxied && pair.Endpoint.AllocatedEndpoint is null))
        {
            if (endpoint.Port is null || (resource.IsContainer() && !endpoint.HasOwnPort))
            {
                endpoint.Port = ports.Next();
            }

            var inside = resource.IsContainer() ? endpoint.TargetPort : endpoint.Port;
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, endpoint.Port!.Value, inside?.ToString());
        }
    }

    /// <summary>Endpoints behind a proxy: the orchestrator listens, and the resource gets a port of the orchestrator's choice.</summary>
    public async Task AllocateProxiedAsync(EngineClient client, CancellationToken cancellationToken)
    {
        var proxied = Endpoints().Where(static pair => pair.Endpoint.IsProxied && pair.Endpoint.AllocatedEndpoint is null).ToArray();
        await Task.WhenAll(proxied.Select(pair => client.CreateAsync(
            EngineKinds.Service,
            pair.Endpoint.ServiceName!,
            new ServiceSpec { Port = pair.Endpoint.Port, Protocol = pair.Endpoint.Protocol.ToString().ToUpperInvariant() },
            new() { [EngineAnnotations.ResourceName] = pair.Resource.Name },
            cancellationToken)));
        await Task.WhenAll(proxied.Select(pair => AllocateAsync(client, pair.Resource, pair.Endpoint, cancellationToken)));
    }

    private static async Task AllocateAsync(EngineClient client, IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        var inside = resource.IsContainer() ? endpoint.TargetPort?.ToString() : endpoint.TargetPort?.ToString() ?? EngineTemplate.PortForServing(endpoint.ServiceName!);
        var port = endpoint.Port ?? await PortOfAsync(client, endpoint.ServiceName!, cancellationToken);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port, inside);
    }

    private static async Task<int> PortOfAsync(EngineClient client, string service, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ServiceTimeout);
        try
        {
            while (true)
            {
                if (await client.GetAsync(EngineKinds.Service, service, limit.Token) is { Status.EffectivePort: { } port and > 0 })
                {
                    return port;
                }

                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException($"Aspire's orchestrator gave the service {service} no address within {ServiceTimeout.TotalSeconds:0} s.");
        }
    }

    private static string NameService(IResource resource, EndpointAnnotation endpoint, HashSet<string> used)
    {
        var name = resource.Annotations.OfType<EndpointAnnotation>().Count() == 1 ? resource.Name : $"{resource.Name}-{endpoint.Name}";
        var candidate = name;
        for (var number = 1; !used.Add(candidate); number++)
        {
            candidate = $"{name}-{number}";
        }

        return candidate;
    }

    private static void Validate(IResource resource, EndpointAnnotation endpoint)
    {
        if (resource.IsContainer() && endpoint.TargetPort is null)
        {
            throw new InvalidOperationException($"The endpoint '{endpoint.Name}' for container resource '{resource.Name}' must specify the TargetPort value.");
        }

        if (!resource.IsContainer() && !endpoint.IsProxied && endpoint.Port != endpoint.TargetPort)
        {
            throw new InvalidOperationException(
                $"The endpoint '{endpoint.Name}' for resource '{resource.Name}' specifies different values for Port ({endpoint.Port}) and TargetPort ({endpoint.TargetPort}). For proxy-less endpoints they must match.");
        }

        if (!resource.IsContainer() && endpoint.IsProxied && endpoint.Port is not null && endpoint.Port == endpoint.TargetPort)
        {
            throw new InvalidOperationException(
                $"The endpoint '{endpoint.Name}' for resource '{resource.Name}' requested a proxy ({nameof(endpoint.IsProxied)} is true). Non-container resources cannot be proxied when both {nameof(endpoint.TargetPort)} and {nameof(endpoint.Port)} are specified with the same value.");
        }
    }

    private static void RequireFree(IResource resource, EndpointAnnotation endpoint)
    {
        if (endpoint.Port is not { } port || ProxylessPorts.IsFree(port))
        {
            return;
        }

        throw new EngineException(resource is DashboardResource
            ? $"The dashboard's port {port} is in use: end the process that has it, or set ASPNETCORE_URLS (AppHost/Properties/launchSettings.json) to another address."
            : $"Port {port} of resource '{resource.Name}' (endpoint '{endpoint.Name}') is in use: end the process that has it, or give the endpoint another port.");
    }

    private IEnumerable<(IResource Resource, EndpointAnnotation Endpoint)> Endpoints() =>
        model.Resources.Where(static resource => resource.IsRunByEngine())
            .SelectMany(static resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint)));
}
