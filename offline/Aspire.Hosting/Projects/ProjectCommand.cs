using System.Reflection;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>What has to be run to run a project.</summary>
internal sealed record ProjectCommand(string Path, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>The build of the AppHost writes under this key where the build of each project has put its outcome.</summary>
    private const string TargetKey = "projecttarget:";

    public static ProjectCommand Of(IResource resource, Assembly? appHost)
    {
        var metadata = resource.Annotations.OfType<IProjectMetadata>().LastOrDefault()
            ?? throw new DistributedApplicationException($"Project resource '{resource.Name}' has no project metadata.");
        var folder = System.IO.Path.GetDirectoryName(metadata.ProjectPath)!;
        var target = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == TargetKey + metadata.ProjectPath)?.Value;
        return metadata.SuppressBuild && File.Exists(target)
            ? new ProjectCommand("dotnet", ["exec", target], folder)
            : new ProjectCommand("dotnet", ["run", "--project", metadata.ProjectPath, "--no-launch-profile", "--"], folder);
    }
}
