using System.Diagnostics;
using System.Globalization;

namespace TestServers;

/// <summary>A directory that is gone when it is disposed of, or, if the process was killed, when the next one starts.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private const string Prefix = "redis-tests-";

    private static int count;

    static TemporaryDirectory() => RemoveThoseOfDeadProcesses();

    public TemporaryDirectory()
    {
        var number = Interlocked.Increment(ref count);
        Path = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{number}")).FullName;
    }

    public string Path { get; }

    public void Dispose() => Remove(Path);

    private static void RemoveThoseOfDeadProcesses()
    {
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var processId) && !IsAlive(processId))
            {
                Remove(path);
            }
        }
    }

    private static bool IsAlive(int processId)
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

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another test process was quicker.
        }
    }
}
