using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Files;

namespace RaftNode.Server.Snapshots;

/// <summary>The names of files that are being written; the names begin as Redis's do, so that whoever cleans up after a crash knows them.</summary>
internal static class TemporaryFiles
{
    private const string Prefix = "temp-";
    private const string Suffix = ".rdb";

    /// <summary>Of what is written while nothing else is done.</summary>
    public static string Name => $"{Prefix}{Environment.ProcessId}{Suffix}";

    /// <summary>Of what is written in the background: the last one may still be being removed.</summary>
    public static string NameOf(int number) => $"{Prefix}{Environment.ProcessId}-{number}{Suffix}";

    /// <summary>Removes what servers have left in a folder that were killed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dataNames">How files of data are called, which may look like temporary ones: these and what has more after a dot stay.</param>
    /// <param name="log">Takes what is removed.</param>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static void Remove(string folder, IReadOnlyList<string> dataNames, ILogger log)
    {
        foreach (var path in DataFiles.In(folder, Prefix + "*" + Suffix))
        {
            var name = Path.GetFileName(path);
            var owner = name[Prefix.Length..^Suffix.Length].Split('-')[0];
            if (!dataNames.Any(data => IsOf(data, name)) && int.TryParse(owner, out var processId) && (processId == Environment.ProcessId || !IsAlive(processId)))
            {
                DataFiles.Delete(path);
                log.TemporaryFileRemoved(name);
            }
        }
    }

    private static bool IsOf(string data, string name) => name == data || name.StartsWith(data + ".", StringComparison.Ordinal);

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
