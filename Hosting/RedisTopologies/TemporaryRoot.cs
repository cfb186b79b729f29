using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// The directory of this AppHost process for data that is not kept. Its name carries the process id, so that the next
/// AppHost can tell the directories of those that are gone and remove them.
/// </summary>
internal static class TemporaryRoot
{
    private const string Prefix = "redis-topologies-";

    /// <summary>Read and written by nobody but the user who runs the AppHost: configuration files in it hold passwords.</summary>
    public const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A directory that no other AppHost, and no other application in this process, uses. It is not created here.</summary>
    public static string NewPath() =>
        Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName().Split('.')[0]}");

    /// <summary>Removes what AppHosts that were killed have left.</summary>
    public static void SweepAbandoned()
    {
        foreach (var path in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            if (IsAbandoned(Path.GetFileName(path)))
            {
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

    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, DirectoryMode);
        }
    }

    private static bool IsAbandoned(string directoryName)
    {
        var parts = directoryName[Prefix.Length..].Split('-');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            && !IsRunning(processId);
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
