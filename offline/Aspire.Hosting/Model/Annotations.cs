namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check, registered under a key, tells of the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}

/// <summary>The picture that stands for the resource in the dashboard.</summary>
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>A name of the Fluent icons.</summary>
    public string IconName { get; } = iconName;

    /// <summary>Outlined or filled.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}

/// <summary>Outlined or filled.</summary>
public enum IconVariant
{
    /// <summary>Outlined.</summary>
    Regular = 0,

    /// <summary>Filled.</summary>
    Filled = 1,
}

/// <summary>The resource has to do with another.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>How: <c>Reference</c>, <c>WaitFor</c>, <c>Parent</c> or an own word.</summary>
    public string Type { get; } = type;
}

/// <summary>How the resource shows before anything has happened.</summary>
public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    /// <summary>How.</summary>
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
}

/// <summary>The resource starts after another.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The other.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What the other must have reached.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>What to do when the other cannot reach it; null for the application's default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }

    /// <summary>With which exit code the other must have ended.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>Running and healthy.</summary>
    WaitUntilHealthy = 0,

    /// <summary>Ended.</summary>
    WaitForCompletion = 1,
}

/// <summary>What to do when what is waited for ends instead.</summary>
public enum WaitBehavior
{
    /// <summary>Wait on: it may be started again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>Give up.</summary>
    StopOnResourceUnavailable = 1,
}

/// <summary>The resource sends telemetry to the dashboard.</summary>
public class OtlpExporterAnnotation : IResourceAnnotation;

/// <summary>The name under which the engine knows the resource, the same over all its restarts.</summary>
internal sealed class EngineNameAnnotation(string name) : IResourceAnnotation
{
    public string Name { get; } = name;
}
