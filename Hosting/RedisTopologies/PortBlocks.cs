namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Shares ports out among the AppHosts that run at the same time. A process takes its ports from blocks that it holds by a
/// lock on a file for as long as it lives, so that no two choose the same port, which is free for both until one listens.
/// </summary>
/// <remarks>
/// The system releases a lock however its process ends. The files stay: between the removal of a locked file and its
/// making anew two processes could hold the same block.
/// </remarks>
/// <param name="directory">Where the files are; processes that are to leave each other's ports alone have the same one.</param>
internal sealed class PortBlocks(string directory) : IDisposable
{
    /// <summary>The range that Aspire takes such ports from: below the ports that Linux hands out to outgoing connections.</summary>
    public const int Lowest = 10_000;

    /// <summary>A cluster of 50 nodes, or all topologies of most AppHosts, fit into one.</summary>
    public const int Size = 100;

    /// <summary>As many as there are up to 32,767, and so many files at most.</summary>
    public const int Count = 227;

    private readonly List<FileStream> _held = [];
    private int _next = Random.Shared.Next(Count);

    /// <summary>The blocks of this user's processes.</summary>
    public static PortBlocks OfThisUser { get; } = new(UserState.Find("ports"));

    /// <summary>Takes a block that nobody holds and answers its ports.</summary>
    /// <exception cref="DistributedApplicationException">All blocks are held.</exception>
    public IEnumerable<int> Take()
    {
        PrivateFiles.CreateDirectory(directory);
        for (var tried = 0; tried < Count; tried++)
        {
            _next = (_next + 1) % Count;
            var first = Lowest + (_next * Size);
            if (TryHold(first))
            {
                return Enumerable.Range(first, Size);
            }
        }

        throw new DistributedApplicationException(
            $"All ports from {Lowest} to {Lowest + (Count * Size) - 1} are held by running AppHosts (by locks on the files in {directory}, which must be writable): end some, or choose the ports yourself (WithPorts).");
    }

    /// <summary>Holds the block of a port, so that nobody takes ports from it, unless somebody holds it already.</summary>
    public void Hold(int port)
    {
        if (port is >= Lowest and < Lowest + (Count * Size))
        {
            PrivateFiles.CreateDirectory(directory);
            TryHold(port - (port % Size));
        }
    }

    public void Dispose() => _held.ForEach(file => file.Dispose());

    private bool TryHold(int first)
    {
        var file = LockFile.TryHold(Path.Combine(directory, $"{first}"), FileMode.OpenOrCreate);
        if (file is not null)
        {
            _held.Add(file);
        }

        return file is not null;
    }
}
