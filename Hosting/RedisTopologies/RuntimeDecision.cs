using System.Text.RegularExpressions;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>As what the nodes of a topology run, and why.</summary>
/// <param name="IsContainer">Containers rather than processes.</param>
/// <param name="Reason">One sentence for the log.</param>
/// <param name="Problem">Why the nodes can not run at all and what to install, or null.</param>
internal sealed partial record RuntimeDecision(bool IsContainer, string Reason, string? Problem = null)
{
    /// <summary>Redis 7.0 brought the setting of the cluster bus port that every node here needs.</summary>
    private const int LowestServerVersion = 7;

    /// <summary>The orchestrator refuses older clients.</summary>
    private const int LowestDockerVersion = 25;

    /// <summary>The decision for this machine.</summary>
    /// <param name="settings">The settings of the topology.</param>
    /// <param name="kept">As what the nodes ran whose data is kept, or null. Automatically nodes stay with that: elsewhere they would not find their data.</param>
    public static RuntimeDecision Decide(TopologySettings settings, RedisRuntime? kept)
    {
        if (settings.Runtime != RedisRuntime.Auto || kept is not { } former)
        {
            return Decide(settings, settings.Runtime);
        }

        var what = former == RedisRuntime.Container ? $"containers of {settings.Image}" : $"processes of {settings.Executable}";
        return Decide(settings, former) with { Reason = $"{what}, as those did whose data is kept" };
    }

    private static RuntimeDecision Decide(TopologySettings settings, RedisRuntime runtime) => Decide(
        runtime,
        new Lazy<string?>(() => Machine.ContainerRuntime.Problem),
        new Lazy<string?>(() => settings.Image is { } image ? Machine.WhyNoImage(Machine.ContainerRuntime, image) : "no image of it is known"),
        new Lazy<string?>(() => Machine.ServerProgram(settings.Executable).Problem),
        settings.Image,
        settings.Executable);

    /// <summary>The decision as a function of what the machine offers; the lazy values are asked for only where they matter.</summary>
    /// <param name="runtime">What the settings say.</param>
    /// <param name="engineProblem">Why no container can run, or null.</param>
    /// <param name="imageProblem">Why the image can not be had, as far as can be told without pulling it, or null.</param>
    /// <param name="processProblem">Why the executable can not run, or null.</param>
    /// <param name="image">The image of containers, or null.</param>
    /// <param name="executable">The program of processes.</param>
    internal static RuntimeDecision Decide(
        RedisRuntime runtime,
        Lazy<string?> engineProblem,
        Lazy<string?> imageProblem,
        Lazy<string?> processProblem,
        ContainerImage? image,
        string executable)
    {
        // Without an image there is no engine to ask.
        string? WhyNoContainer() => image is null ? imageProblem.Value : engineProblem.Value ?? imageProblem.Value;

        switch (runtime)
        {
            case RedisRuntime.Container when image is null:
                return new(IsContainer: true, "containers, as the settings say", "no image of this server is known: set one (WithImage, or the settings Image and Tag)");
            case RedisRuntime.Container:
                // Whether the image can be had is left to the engine, which knows registries and credentials that a look does not.
                return Container($"containers of {image}, as the settings say", engineProblem.Value);
            case RedisRuntime.Process:
                return Process($"processes of {executable}, as the settings say", processProblem.Value, executable);
            default:
                return WhyNoContainer() is { } problem
                    ? Process($"processes of {executable}, because {problem}", processProblem.Value, executable)
                    : Container($"containers of {image}", problem: null);
        }
    }

    /// <summary>Why a container runtime can not be used, from what its <c>version</c> command said; null when it can.</summary>
    internal static string? WhyRuntimeIsUnfit(string command, BoundedProcess.Result result)
    {
        if (!result.Succeeded)
        {
            return result.ExitCode is null ? result.Problem : $"{command} does not answer";
        }

        var isOld = command == "docker" && FirstNumber(result.Output) is { } version && version < LowestDockerVersion;
        return isOld ? $"the docker client is older than version {LowestDockerVersion}, which Aspire needs" : null;
    }

    /// <summary>Why a server can not be used, from what its <c>--version</c> said; null when it can.</summary>
    internal static string? WhyServerIsUnfit(string command, BoundedProcess.Result result)
    {
        if (!result.Succeeded)
        {
            return result.ExitCode is null ? result.Problem : $"{command} --version ended with exit code {result.ExitCode}";
        }

        var version = ServerVersion().Match(result.Output) is { Success: true } match ? FirstNumber(match.Groups["major"].Value) : null;
        return version switch
        {
            null => $"{command} --version does not answer like a Redis server",
            < LowestServerVersion => $"{command} has version {version}, and version {LowestServerVersion} or newer is needed",
            _ => null,
        };
    }

    private static RuntimeDecision Container(string reason, string? problem) => problem is null
        ? new(IsContainer: true, reason)
        : new(IsContainer: true, reason, $"{problem}: start a container runtime (Docker {LowestDockerVersion} or newer, or Podman), or set {nameof(TopologySettings.Runtime)} to {nameof(RedisRuntime.Process)}");

    private static RuntimeDecision Process(string reason, string? problem, string executable) => problem is null
        ? new(IsContainer: false, reason)
        : new(IsContainer: false, reason, $"{problem}: install {executable} (version {LowestServerVersion} or newer), or start a container runtime");

    private static int? FirstNumber(string text) =>
        Number().Match(text) is { Success: true } match ? int.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\bv=(?<major>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerVersion();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
