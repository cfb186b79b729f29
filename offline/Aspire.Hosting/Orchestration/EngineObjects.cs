using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Aspire.Hosting.Orchestration;

/// <summary>An object of the orchestrator.</summary>
internal sealed record EngineObject<TSpec, TStatus>
    where TSpec : class
    where TStatus : class
{
    public string ApiVersion { get; init; } = "usvc-dev.developer.microsoft.com/v1";

    public required string Kind { get; init; }

    public required EngineMetadata Metadata { get; init; }

    public required TSpec Spec { get; init; }

    public TStatus? Status { get; init; }
}

internal sealed record EngineMetadata
{
    public required string Name { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    public string? Uid { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }
}

/// <summary>One line of a watch.</summary>
internal sealed record EngineChange<TSpec, TStatus>(string Type, EngineObject<TSpec, TStatus>? Object)
    where TSpec : class
    where TStatus : class;

internal sealed record EngineVariable(string Name, string? Value);

internal sealed record ExecutableSpec
{
    public required string ExecutablePath { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<EngineVariable>? Env { get; init; }

    public string ExecutionType { get; init; } = "Process";
}

internal sealed record ExecutableStatus
{
    public string? State { get; init; }

    public int? Pid { get; init; }

    public int? ExitCode { get; init; }

    public DateTimeOffset? StartupTimestamp { get; init; }

    public DateTimeOffset? FinishTimestamp { get; init; }

    public IReadOnlyList<EngineVariable>? EffectiveEnv { get; init; }

    public IReadOnlyList<string>? EffectiveArgs { get; init; }
}

internal sealed record ContainerSpec
{
    public required string Image { get; init; }

    public string? ContainerName { get; init; }

    public string? Command { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<EngineVariable>? Env { get; init; }

    public IReadOnlyList<ContainerPort>? Ports { get; init; }

    public IReadOnlyList<ContainerVolumeMount>? VolumeMounts { get; init; }

    public IReadOnlyList<ContainerNetworkConnection>? Networks { get; init; }

    public IReadOnlyList<string>? RunArgs { get; init; }

    public IReadOnlyList<ContainerFiles>? CreateFiles { get; init; }
}

internal sealed record ContainerPort(int ContainerPortNumber, int? HostPort, string? HostIP, string Protocol)
{
    [JsonPropertyName("containerPort")]
    public int ContainerPortNumber { get; init; } = ContainerPortNumber;

    [JsonPropertyName("hostIP")]
    public string? HostIP { get; init; } = HostIP;
}

internal sealed record ContainerVolumeMount(string Type, string? Source, string Target, bool ReadOnly);

internal sealed record ContainerNetworkConnection(string Name, IReadOnlyList<string> Aliases);

internal sealed record ContainerFiles(string Destination, int? Umask, int? DefaultOwner, int? DefaultGroup, IReadOnlyList<ContainerFileEntry> Entries);

internal sealed record ContainerFileEntry
{
    public required string Type { get; init; }

    public required string Name { get; init; }

    public string? Contents { get; init; }

    public int? Mode { get; init; }

    public int? Owner { get; init; }

    public int? Group { get; init; }
}

internal sealed record ContainerStatus
{
    public string? State { get; init; }

    public string? ContainerId { get; init; }

    public string? Message { get; init; }

    public int? ExitCode { get; init; }

    public DateTimeOffset? StartupTimestamp { get; init; }

    public DateTimeOffset? FinishTimestamp { get; init; }

    public IReadOnlyList<EngineVariable>? EffectiveEnv { get; init; }

    public IReadOnlyList<string>? EffectiveArgs { get; init; }
}

internal sealed record ServiceSpec
{
    public string? Address { get; init; }

    public int? Port { get; init; }

    public string Protocol { get; init; } = "TCP";

    public string AddressAllocationMode { get; init; } = "Localhost";
}

internal sealed record ServiceStatus
{
    public string? EffectiveAddress { get; init; }

    public int? EffectivePort { get; init; }
}

internal sealed record NetworkSpec(string NetworkName);

internal sealed record NetworkStatus(string? State);

/// <summary>Which service a workload serves, on which of its ports.</summary>
internal sealed record ServiceProducer(string ServiceName, string Address, int? Port);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineObject<ExecutableSpec, ExecutableStatus>))]
[JsonSerializable(typeof(EngineObject<ContainerSpec, ContainerStatus>))]
[JsonSerializable(typeof(EngineObject<ServiceSpec, ServiceStatus>))]
[JsonSerializable(typeof(EngineObject<NetworkSpec, NetworkStatus>))]
[JsonSerializable(typeof(EngineChange<ExecutableSpec, ExecutableStatus>))]
[JsonSerializable(typeof(EngineChange<ContainerSpec, ContainerStatus>))]
[JsonSerializable(typeof(EngineChange<ServiceSpec, ServiceStatus>))]
[JsonSerializable(typeof(EngineChange<NetworkSpec, NetworkStatus>))]
[JsonSerializable(typeof(IReadOnlyList<ServiceProducer>))]
internal sealed partial class EngineJson : JsonSerializerContext;

/// <summary>A kind of object, its place in the orchestrator's API and its JSON.</summary>
internal sealed record EngineKind<TSpec, TStatus>(
    string Kind,
    string Plural,
    JsonTypeInfo<EngineObject<TSpec, TStatus>> Json,
    JsonTypeInfo<EngineChange<TSpec, TStatus>> ChangeJson)
    where TSpec : class
    where TStatus : class;

/// <summary>The kinds of objects that are used here.</summary>
internal static class EngineKinds
{
    public static readonly EngineKind<ExecutableSpec, ExecutableStatus> Executable = new(
        "Executable", "executables", EngineJson.Default.EngineObjectExecutableSpecExecutableStatus, EngineJson.Default.EngineChangeExecutableSpecExecutableStatus);

    public static readonly EngineKind<ContainerSpec, ContainerStatus> Container = new(
        "Container", "containers", EngineJson.Default.EngineObjectContainerSpecContainerStatus, EngineJson.Default.EngineChangeContainerSpecContainerStatus);

    public static readonly EngineKind<ServiceSpec, ServiceStatus> Service = new(
        "Service", "services", EngineJson.Default.EngineObjectServiceSpecServiceStatus, EngineJson.Default.EngineChangeServiceSpecServiceStatus);

    public static readonly EngineKind<NetworkSpec, NetworkStatus> Network = new(
        "ContainerNetwork", "containernetworks", EngineJson.Default.EngineObjectNetworkSpecNetworkStatus, EngineJson.Default.EngineChangeNetworkSpecNetworkStatus);
}
