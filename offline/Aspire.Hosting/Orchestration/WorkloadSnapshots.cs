using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Puts what the orchestrator says of a workload into the words of the dashboard.</summary>
internal static class WorkloadSnapshots
{
    public static CustomResourceSnapshot Apply(CustomResourceSnapshot snapshot, EngineObject<ExecutableSpec, ExecutableStatus> executable, IResource resource)
    {
        var (spec, status) = (executable.Spec, executable.Status);
        var properties = snapshot.Properties
            .SetProperty("executable.path", spec.ExecutablePath)
            .SetProperty("executable.workDir", spec.WorkingDirectory)
            .SetProperty("executable.args", status?.EffectiveArgs ?? [])
            .SetProperty("resource.appArgs", status?.EffectiveArgs ?? []);
        if (status?.Pid is { } pid)
        {
            properties = properties.SetProperty("executable.pid", pid);
        }

        if (resource.Annotations.OfType<IProjectMetadata>().LastOrDefault() is { } project)
        {
            properties = properties.SetProperty("project.path", project.ProjectPath).SetProperty("resource.appArgs", Array.Empty<string>());
        }

        var next = snapshot with
        {
            Properties = properties,
            CreationTimeStamp = executable.Metadata.CreationTimestamp?.UtcDateTime ?? snapshot.CreationTimeStamp,
            StartTimeStamp = status?.StartupTimestamp?.UtcDateTime,
            StopTimeStamp = status?.FinishTimestamp?.UtcDateTime,
            ExitCode = status?.FinishTimestamp is null ? null : status.ExitCode,
            EnvironmentVariables = Variables(status?.EffectiveEnv, spec.Env),
        };
        return WithState(next, StateOfExecutable(status?.State));
    }

    public static CustomResourceSnapshot Apply(CustomResourceSnapshot snapshot, EngineObject<ContainerSpec, ContainerStatus> container)
    {
        var (spec, status) = (container.Spec, container.Status);
        var properties = snapshot.Properties
            .SetProperty("container.image", spec.Image)
            .SetProperty("container.command", spec.Command)
            .SetProperty("container.args", status?.EffectiveArgs ?? spec.Args)
            .SetProperty("container.ports", spec.Ports?.Select(static port => port.ContainerPortNumber).ToArray() ?? []);
        if (status?.ContainerId is { } id)
        {
            properties = properties.SetProperty("container.id", id);
        }

        var next = snapshot with
        {
            Properties = properties,
            CreationTimeStamp = container.Metadata.CreationTimestamp?.UtcDateTime ?? snapshot.CreationTimeStamp,
            StartTimeStamp = status?.StartupTimestamp?.UtcDateTime,
            StopTimeStamp = status?.FinishTimestamp?.UtcDateTime,
            ExitCode = status?.FinishTimestamp is null ? null : status.ExitCode,
            EnvironmentVariables = Variables(status?.EffectiveEnv, spec.Env),
            Volumes = [.. spec.VolumeMounts?.Select(static mount => new VolumeSnapshot(mount.Source, mount.Target, mount.Type, mount.ReadOnly)) ?? []],
        };
        return WithState(next, StateOfContainer(status?.State));
    }

    /// <summary>The state as users know it; null keeps the one there is, because the orchestrator has nothing to say yet.</summary>
    public static string? StateOfExecutable(string? state) => state switch
    {
        "Starting" => KnownResourceStates.Starting,
        "Running" => KnownResourceStates.Running,
        "Stopping" => KnownResourceStates.Stopping,
        "Finished" or "Terminated" => KnownResourceStates.Finished,
        "FailedToStart" => KnownResourceStates.FailedToStart,
        _ => null,
    };

    /// <summary>The same for containers.</summary>
    public static string? StateOfContainer(string? state) => state switch
    {
        "Pending" or "Building" or "Starting" => KnownResourceStates.Starting,
        "Running" or "Paused" => KnownResourceStates.Running,
        "Stopping" => KnownResourceStates.Stopping,
        "Exited" => KnownResourceStates.Exited,
        "FailedToStart" => KnownResourceStates.FailedToStart,
        "RuntimeUnhealthy" => KnownResourceStates.RuntimeUnhealthy,
        _ => null,
    };

    private static CustomResourceSnapshot WithState(CustomResourceSnapshot snapshot, string? text)
    {
        if (text is null || snapshot.State?.Text == text)
        {
            return snapshot;
        }

        var style = text == KnownResourceStates.FailedToStart ? KnownResourceStateStyles.Error
            : text == KnownResourceStates.RuntimeUnhealthy ? KnownResourceStateStyles.Warn
            : null;
        var isRunning = text == KnownResourceStates.Running;
        return snapshot with
        {
            State = new ResourceStateSnapshot(text, style),
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = !isRunning })],
        };
    }

    private static ImmutableArray<EnvironmentVariableSnapshot> Variables(IReadOnlyList<EngineVariable>? effective, IReadOnlyList<EngineVariable>? specified)
    {
        var names = specified?.Select(static variable => variable.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return [.. (effective ?? specified ?? []).Select(variable => new EnvironmentVariableSnapshot(variable.Name, variable.Value, names.Contains(variable.Name)))];
    }
}
