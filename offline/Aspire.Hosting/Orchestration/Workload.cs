using System.Security.Cryptography;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>A resource that the orchestrator runs, and the object by which it knows it.</summary>
internal sealed class Workload
{
    private const int SuffixLength = 8;

    public Workload(IResource resource)
    {
        Resource = resource;
        Suffix = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", SuffixLength);
        Name = $"{resource.Name}-{Suffix}";
        resource.Annotations.Add(new EngineNameAnnotation(Name));
    }

    public IResource Resource { get; }

    /// <summary>The same over all restarts, so that the dashboard shows one resource.</summary>
    public string Name { get; }

    public string Suffix { get; }

    public bool IsContainer => Resource.IsContainer();

    public string Plural => IsContainer ? EngineKinds.Container.Plural : EngineKinds.Executable.Plural;

    /// <summary>One command at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Whether the orchestrator has an object for it.</summary>
    public bool IsCreated { get; set; }

    /// <summary>The object that is on record; what is said of an older one comes too late to matter.</summary>
    public string? Uid { get; set; }

    /// <summary>The object that was removed last.</summary>
    public string? RemovedUid { get; set; }

    public Dictionary<string, string> Annotations()
    {
        var annotations = new Dictionary<string, string>
        {
            [EngineAnnotations.ResourceName] = Resource.Name,
            [EngineAnnotations.OtelServiceName] = Resource.Name,
            [EngineAnnotations.OtelServiceInstanceId] = Suffix,
        };
        ServiceProducer[] producers =
        [
            .. Resource.Annotations.OfType<EndpointAnnotation>()
                .Where(static endpoint => endpoint.IsProxied)
                .Select(endpoint => new ServiceProducer(endpoint.ServiceName!, endpoint.TargetHost, endpoint.TargetPort)),
        ];
        if (producers.Length > 0)
        {
            annotations[EngineAnnotations.ServiceProducer] = JsonSerializer.Serialize(producers, EngineJson.Default.IReadOnlyListServiceProducer);
        }

        return annotations;
    }
}
