using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Puts a container resource into the orchestrator's words.</summary>
internal static class ContainerSpecs
{
    /// <summary>The object that stands for the network of this run.</summary>
    public static string NetworkName => KnownNetworkIdentifiers.DefaultAspireContainerNetwork.Value;

    public static async Task<ContainerSpec> OfAsync(
        Workload workload,
        IReadOnlyList<string> arguments,
        IReadOnlyList<EngineVariable> variables,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var resource = (ContainerResource)workload.Resource;
        if (!resource.TryGetContainerImageName(out var image))
        {
            throw new DistributedApplicationException($"Container resource '{resource.Name}' has no image.");
        }

        return new ContainerSpec
        {
            Image = image,
            ContainerName = workload.Name,
            Command = resource.Entrypoint,
            Args = arguments,
            Env = variables,
            Ports = [.. resource.Annotations.OfType<EndpointAnnotation>().Select(Port)],
            VolumeMounts = [.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(Mount)],
            Networks = [new ContainerNetworkConnection(NetworkName, [resource.Name, EndpointAddress.NameInContainerNetwork(resource)])],
            RunArgs = RuntimeArguments(),
            CreateFiles = await FilesAsync(resource, services, cancellationToken),
        };
    }

    /// <summary>On Linux a container does not know the name of its machine by itself.</summary>
    private static string[] RuntimeArguments() =>
        OperatingSystem.IsLinux() ? ["--add-host", $"{EndpointAddress.HostOfContainers}:host-gateway"] : [];

    private static ContainerPort Port(EndpointAnnotation endpoint) => new(
        endpoint.TargetPort!.Value,
        endpoint.IsProxied ? null : endpoint.Port,
        endpoint.TargetHost == EndpointAddress.Localhost ? "127.0.0.1" : endpoint.TargetHost,
        endpoint.Protocol.ToString().ToUpperInvariant());

    private static ContainerVolumeMount Mount(ContainerMountAnnotation mount) =>
        new(mount.Type == ContainerMountType.Volume ? "volume" : "bind", mount.Source, mount.Target, mount.IsReadOnly);

    private static async Task<IReadOnlyList<ContainerFiles>?> FilesAsync(IResource resource, IServiceProvider services, CancellationToken cancellationToken)
    {
        var files = new List<ContainerFiles>();
        foreach (var annotation in resource.Annotations.OfType<ContainerFileSystemCallbackAnnotation>().ToArray())
        {
            var items = await annotation.Callback(
                new ContainerFileSystemCallbackContext { ServiceProvider = services, Model = resource },
                cancellationToken);
            files.Add(new ContainerFiles(
                annotation.DestinationPath,
                (int?)annotation.Umask,
                annotation.DefaultOwner,
                annotation.DefaultGroup,
                [.. items.Select(Entry)]));
        }

        return files.Count == 0 ? null : files;
    }

    private static ContainerFileEntry Entry(ContainerFileSystemItem item) => new()
    {
        Type = "file",
        Name = item.Name,
        Contents = (item as ContainerFile)?.Contents,
        Mode = item.Mode == UnixFileMode.None ? null : (int)item.Mode,
        Owner = item.Owner,
        Group = item.Group,
    };
}
