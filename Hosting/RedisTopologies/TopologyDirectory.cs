using System.Text.Json;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Where a topology has its files: <c>{topology}/{node}/</c> holds a process's configuration and data,
/// <c>{topology}/topology.json</c> what must be known before the nodes of kept data start again.
/// </summary>
internal sealed class TopologyDirectory(string root, bool isKept)
{
    public const string ConfigurationFile = "redis.conf";
    private const string StateFile = "topology.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public string Path { get; } = root;

    /// <summary>Whether the directory outlives the AppHost.</summary>
    public bool IsKept { get; } = isKept;

    public string OfNode(string node) => System.IO.Path.Combine(Path, node);

    public string ConfigurationOf(string node) => System.IO.Path.Combine(OfNode(node), ConfigurationFile);

    /// <summary>Writes a node's configuration so that nobody but the user can read it.</summary>
    public async Task WriteConfigurationAsync(string node, string text, CancellationToken cancellationToken)
    {
        TemporaryRoot.CreatePrivate(OfNode(node));
        var path = ConfigurationOf(node);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var writer = new StreamWriter(path, options);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the last run left, or null in a new or a temporary directory.</summary>
    /// <exception cref="DistributedApplicationException">The file can not be read as what it should be.</exception>
    public KeptState? ReadState()
    {
        var path = System.IO.Path.Combine(Path, StateFile);
        if (!IsKept || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<KeptState>(File.ReadAllText(path), Json);
        }
        catch (JsonException damage)
        {
            throw new DistributedApplicationException($"{path} is damaged ({damage.Message}): restore it, or delete it to start with new ports.", damage);
        }
    }

    /// <summary>Keeps the state for the next run; in one step, so that a crash leaves the old state or the new one.</summary>
    public void WriteState(KeptState state)
    {
        if (!IsKept)
        {
            return;
        }

        TemporaryRoot.CreatePrivate(Path);
        var path = System.IO.Path.Combine(Path, StateFile);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(state, Json));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>What a topology that keeps its data must know when it starts again.</summary>
/// <param name="Ports">The ports by node. Nodes know each other by address, so they keep theirs.</param>
/// <param name="Master">The name of the node that was the master last, or null in Cluster, whose nodes remember by themselves.</param>
internal sealed record KeptState(IReadOnlyDictionary<string, NodePorts> Ports, string? Master);
