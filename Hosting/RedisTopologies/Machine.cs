using System.Collections.Concurrent;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What this machine offers to run nodes with. Each answer is asked for once a process, since asking takes a program's start.</summary>
internal static class Machine
{
    /// <summary>A runtime that is up answers in a tenth of a second; one that is stuck must not hold the AppHost.</summary>
    private static readonly TimeSpan RuntimeProbeLimit = TimeSpan.FromSeconds(3);

    /// <summary>Asking a registry for an image takes about a second; without a network the answer is no.</summary>
    private static readonly TimeSpan RegistryProbeLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan VersionProbeLimit = TimeSpan.FromSeconds(3);

    private static readonly Lazy<ContainerRuntime> RuntimeFound = new(FindRuntime);
    private static readonly ConcurrentDictionary<string, string?> Images = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, ServerProgram> Programs = new(StringComparer.Ordinal);

    /// <summary>The container runtime, or why there is none.</summary>
    public static ContainerRuntime ContainerRuntime => RuntimeFound.Value;

    /// <summary>Why the image can not be had, or null when it is here or can be pulled.</summary>
    public static string? WhyNoImage(ContainerRuntime runtime, ContainerImage image) =>
        Images.GetOrAdd(image.ToString(), name => ProbeImage(runtime, name));

    /// <summary>The server's executable on this machine, or why there is none.</summary>
    public static ServerProgram ServerProgram(string command) => Programs.GetOrAdd(command, ProbeProgram);

    private static ContainerRuntime FindRuntime()
    {
        // Aspire's orchestrator reads the same variable.
        var chosen = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME");
        string[] candidates = string.IsNullOrEmpty(chosen) ? ["docker", "podman"] : [chosen];
        var problems = new List<string>();
        foreach (var command in candidates)
        {
            var result = BoundedProcess.Run(RuntimeProbeLimit, command, "version", "--format", "{{.Client.Version}} {{.Server.Version}}");
            var problem = RuntimeDecision.WhyRuntimeIsUnfit(command, result);
            if (problem is null)
            {
                return new ContainerRuntime(command, Problem: null);
            }

            problems.Add(problem);
        }

        return new ContainerRuntime(candidates[0], string.Join(" and ", problems));
    }

    private static string? ProbeImage(ContainerRuntime runtime, string image)
    {
        if (BoundedProcess.Run(RuntimeProbeLimit, runtime.Command, "image", "inspect", image).Succeeded)
        {
            return null;
        }

        return BoundedProcess.Run(RegistryProbeLimit, runtime.Command, "manifest", "inspect", image).Succeeded
            ? null
            : $"the image {image} is not on this machine and can not be pulled";
    }

    private static ServerProgram ProbeProgram(string command)
    {
        var result = BoundedProcess.Run(VersionProbeLimit, command, "--version");
        return new ServerProgram(command, RuntimeDecision.WhyServerIsUnfit(command, result));
    }
}

/// <summary>A container runtime's command line.</summary>
/// <param name="Command">Such as <c>docker</c>.</param>
/// <param name="Problem">Why it can not be used, or null.</param>
internal sealed record ContainerRuntime(string Command, string? Problem);

/// <summary>A Redis server that is installed on this machine.</summary>
/// <param name="Command">Such as <c>redis-server</c>.</param>
/// <param name="Problem">Why it can not be used, or null.</param>
internal sealed record ServerProgram(string Command, string? Problem);
