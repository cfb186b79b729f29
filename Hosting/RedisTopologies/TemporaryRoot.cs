namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// The directories of this AppHost process for data that is not kept. A process holds a lock in each of its own, so that the
/// next AppHost can tell the directories of those that are gone and remove them.
/// </summary>
internal static class TemporaryRoot
{
    private const string Prefix = "redis-topologies-";

    /// <summary>
    /// A directory that no other AppHost, and no other application in this process, uses. The process id in it is for people
    /// who look. It is not created here.
    /// </summary>
    public static string NewPath() =>
        Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName().Split('.')[0]}");

    /// <summary>Removes what AppHosts that were killed have left: the directories whose lock can be had.</summary>
    public static void SweepAbandoned()
    {
        foreach (var path in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            // One without the lock's file is being made at this moment, or is somebody else's; one with kept state is its user's.
            if (!File.Exists(Path.Combine(path, TopologyDirectory.StateFile))
                && LockFile.TryHold(Path.Combine(path, TopologyDirectory.TemporaryLockName), FileMode.Open) is { } held)
            {
                held.Dispose();
                Remove(path);
            }
        }
    }

    /// <summary>Removes a directory; one that a node still writes to is left to the next sweep.</summary>
    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
