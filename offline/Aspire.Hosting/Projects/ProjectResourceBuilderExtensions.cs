using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

/// <summary>Adds projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>The launch profile that the AppHost itself runs with; its projects take theirs of the same name, when they have it.</summary>
    private const string LaunchProfileVariable = "DOTNET_LAUNCH_PROFILE";

    /// <summary>Adds a project that the AppHost refers to, run with the launch profile that developers use.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        return builder.AddProject(name, metadata, DefaultProfile(builder, metadata));
    }

    /// <summary>Adds a project that the AppHost refers to, run with a launch profile; null means none.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject(name, new TProject(), launchProfileName is null ? null : LaunchProfile.Read(new TProject().ProjectPath, launchProfileName));

    /// <summary>Adds a project by its path, which is one of the AppHost's folder when it is relative.</summary>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        var metadata = new ProjectMetadata(Path.GetFullPath(projectPath, builder.AppHostDirectory));
        return builder.AddProject(name, metadata, DefaultProfile(builder, metadata));
    }

    private static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        IProjectMetadata metadata,
        LaunchProfile? profile)
    {
        var project = builder.AddResource(new ProjectResource(name))
            .WithAnnotation(metadata)
            .WithOtlpExporter()
            .WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple")
            .WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true")
            .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        if (profile is not null)
        {
            project.UseLaunchProfile(profile);
        }

        return project.WithEnvironment(SetUrls);
    }

    private static LaunchProfile? DefaultProfile(IDistributedApplicationBuilder builder, IProjectMetadata metadata)
    {
        if (builder.Configuration[LaunchProfileVariable] is { Length: > 0 } own)
        {
            try
            {
                return LaunchProfile.Read(metadata.ProjectPath, own);
            }
            catch (DistributedApplicationException)
            {
                // The project has no profile of this name: its first one will do.
            }
        }

        return LaunchProfile.Read(metadata.ProjectPath, name: null);
    }

    private static void UseLaunchProfile(this IResourceBuilder<ProjectResource> project, LaunchProfile profile)
    {
        foreach (var url in profile.Urls)
        {
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: url.Scheme, port: url.Port) { TlsEnabled = url.Scheme == "https" });
        }

        project.WithEnvironment(context =>
        {
            foreach (var (name, value) in profile.EnvironmentVariables)
            {
                context.EnvironmentVariables.TryAdd(name, value);
            }
        });
        if (profile.Arguments is { Length: > 0 } arguments)
        {
            project.WithArgs(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>Tells Kestrel to listen where the endpoints say; behind a proxy that is a port of the orchestrator's choice.</summary>
    private static void SetUrls(EnvironmentCallbackContext context)
    {
        var endpoints = ((ProjectResource)context.Resource).GetEndpoints().Where(static endpoint => endpoint.IsHttp || endpoint.IsHttps).ToArray();
        if (endpoints.Length == 0)
        {
            return;
        }

        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in endpoints)
        {
            urls.AppendLiteral($"{(urls.IsEmpty ? "" : ";")}{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:");
            urls.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        context.EnvironmentVariables["ASPNETCORE_URLS"] = urls.Build();
    }
}
