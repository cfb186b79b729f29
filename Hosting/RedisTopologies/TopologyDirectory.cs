using System.Text.Json;
using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Where a topology has its files: <c>{topology}/{node}/</c> holds a process's configuration and data,
/// <c>{topology}/topology.json</c> what must be known before the nodes of kept data start again.
/// </summary>
/// <param name="root">The full path.</param>
/// <param name="topology">The name of the topology that has the directory for itself.</param>
/// <param name="isKept">Whether the directory outlives the AppHost.</param>
internal sealed class TopologyDirectory(string root, string topology, bool isKept) : IDisposable
{
    public const string ConfigurationFile = "redis.conf";
    public const string ClusterFile = "nodes.conf";
    public const string StateFile = "topology.json";

    /// <summary>The file whose lock is held while a temporary directory is used; who finds it free removes the directory.</summary>
    public const string TemporaryLockName = "lock";

    /// <summary>The same of a kept one, which nobody removes, wherever its user has put it.</summary>
    public const string KeptLockName = "kept.lock";

    private readonly Lock _gate = new();
    private FileStream? _held;
    private string? _written;

    public string Path { get; } = root;

    /// <summary>Whether the directory outlives the AppHost.</summary>
    public bool IsKept { get; } = isKept;

    public string OfNode(string node) => System.IO.Path.Combine(Path, node);

    public string ConfigurationOf(string node) => System.IO.Path.Combine(OfNode(node), ConfigurationFile);

    /// <summary>Whether a cluster node has left here who it is.</summary>
    public bool RemembersCluster(string node) => File.Exists(System.IO.Path.Combine(OfNode(node), ClusterFile));

    /// <summary>Whether a cluster node has left here that it knows one with this client port. What can not be read may say so.</summary>
    public bool KnowsInCluster(string node, int port)
    {
        try
        {
            // A line per node, with "ip:port@busport" as its second field.
            return RemembersCluster(node)
                && File.ReadAllText(System.IO.Path.Combine(OfNode(node), ClusterFile)).Contains(FormattableString.Invariant($":{port}@"), StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>
    /// Makes the directory and holds it until this is disposed of or the process ends. Two AppHosts on one directory would run
    /// two servers on one append-only file.
    /// </summary>
    /// <exception cref="DistributedApplicationException">Somebody else holds it, or it can not be written.</exception>
    public void Hold()
    {
        lock (_gate)
        {
            if (_held is not null)
            {
                return;
            }

            var name = IsKept ? KeptLockName : TemporaryLockName;
            try
            {
                PrivateFiles.CreateDirectory(Path);
                _held = LockFile.TryHold(System.IO.Path.Combine(Path, name), FileMode.OpenOrCreate) ?? throw new DistributedApplicationException(
                    $"Another AppHost or topology that runs now uses {Path}, or its file '{name}' can not be written: end the other one, or give {topology} a directory of its own (DataDirectory).");
                KeepOutOfGit();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new DistributedApplicationException(
                    $"{Path} can not be written ({failure.Message}): give {topology} a directory that can (DataDirectory).", failure);
            }
        }
    }

    /// <summary>Writes a node's configuration so that nobody but the user can read it.</summary>
    public async Task WriteConfigurationAsync(string node, string text, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(OfNode(node));
        var path = ConfigurationOf(node);
        File.Delete(path);
        var writer = new StreamWriter(path, PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write));
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the last run left, or null in a new or a temporary directory.</summary>
    /// <param name="mode">The mode of the topology that is to use the directory.</param>
    /// <exception cref="DistributedApplicationException">The file can not be read as what it should be, or another topology's data is here.</exception>
    public KeptState? ReadState(RedisMode mode)
    {
        var path = System.IO.Path.Combine(Path, StateFile);
        if (!IsKept || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var state = KeptState.Parse(File.ReadAllText(path));
            return state.Topology == topology && state.Mode == mode ? state : throw new DistributedApplicationException(
                $"{Path} has the data of '{state.Topology}' ({state.Mode}): give {topology} ({mode}) a directory of its own (DataDirectory).");
        }
        catch (JsonException damage)
        {
            // Deleting it wipes nothing, but then nobody knows any more which nodes hold copies of the same data.
            throw new DistributedApplicationException(
                $"{path} is damaged ({damage.Message}): restore it. Without it no data is lost, but the nodes get new ports, and REPLICAOF must tell all data nodes but one which to copy.",
                damage);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"{path} can not be read: {failure.Message}", failure);
        }
    }

    /// <summary>Keeps the state for the next run, where it is new; in one step, so that a crash leaves the old state or the new one.</summary>
    /// <exception cref="IOException">It can not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public void WriteState(KeptState state)
    {
        var text = state.ToJson();
        if (!IsKept || text == _written)
        {
            return;
        }

        PrivateFiles.CreateDirectory(Path);
        var path = System.IO.Path.Combine(Path, StateFile);
        PrivateFiles.Write(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
        _written = text;
    }

    /// <summary>Lets go of the directory, and removes it where the data is not kept.</summary>
    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
        if (!IsKept)
        {
            TemporaryRoot.Remove(Path);
        }
    }

    /// <summary>The configuration files of the nodes hold passwords.</summary>
    private void KeepOutOfGit()
    {
        var path = System.IO.Path.Combine(Path, ".gitignore");
        if (IsKept && !File.Exists(path))
        {
            PrivateFiles.Write(path, "*\n");
        }
    }
}
