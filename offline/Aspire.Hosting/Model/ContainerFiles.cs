namespace Aspire.Hosting.ApplicationModel;

/// <summary>Files that are put into a container before it starts.</summary>
public sealed class ContainerFileSystemCallbackAnnotation : IResourceAnnotation
{
    /// <summary>The folder in the container.</summary>
    public required string DestinationPath { get; init; }

    /// <summary>Makes the files, after endpoints are allocated and what the container waits for is ready.</summary>
    public required Func<ContainerFileSystemCallbackContext, CancellationToken, Task<IEnumerable<ContainerFileSystemItem>>> Callback { get; init; }

    /// <summary>The user that owns what names none.</summary>
    public int? DefaultOwner { get; init; }

    /// <summary>The group that owns what names none.</summary>
    public int? DefaultGroup { get; init; }

    /// <summary>The mode bits that what names no mode does not get.</summary>
    public UnixFileMode? Umask { get; set; }
}

/// <summary>What a <see cref="ContainerFileSystemCallbackAnnotation"/> may ask.</summary>
public sealed class ContainerFileSystemCallbackContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>The container.</summary>
    public required IResource Model { get; init; }
}

/// <summary>What may be put into a container.</summary>
public abstract class ContainerFileSystemItem
{
    private string? _name;

    /// <summary>The name, without a path.</summary>
    public string Name
    {
        get => _name ?? throw new InvalidOperationException("A file for a container has no name.");
        set => _name = Path.GetFileName(value) == value
            ? value
            : throw new ArgumentException($"'{value}' is a path, and not a name.", nameof(value));
    }

    /// <summary>The user that owns it.</summary>
    public int? Owner { get; set; }

    /// <summary>The group that owns it.</summary>
    public int? Group { get; set; }

    /// <summary>The mode; none means the default less the mask.</summary>
    public UnixFileMode Mode { get; set; }
}

/// <summary>A file.</summary>
public sealed class ContainerFile : ContainerFileSystemItem
{
    /// <summary>The text of the file.</summary>
    public string? Contents { get; set; }
}
