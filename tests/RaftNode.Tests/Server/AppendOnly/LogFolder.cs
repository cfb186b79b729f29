using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>A folder for data with an append-only log in it, and what tests do to its files.</summary>
internal sealed class LogFolder : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.Path;

    /// <summary>The folder of the log itself.</summary>
    public string Files => System.IO.Path.Combine(Path, "appendonlydir");

    public string Manifest => PathOf("appendonly.aof.manifest");

    /// <summary>The increment that was begun last.</summary>
    public string Increment => Directory.GetFiles(Files, "*.incr.aof").Order(StringComparer.Ordinal).Last();

    /// <summary>The names of all files of the log.</summary>
    public IEnumerable<string> Names => Directory.GetFiles(Files).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public string PathOf(string name) => System.IO.Path.Combine(Files, name);

    /// <summary>Starts a server that appends to the log.</summary>
    public InProcessServer Start(params string[] settings) => new(["dir " + Path, "save \"\"", "appendonly yes", .. settings]);

    /// <summary>As <see cref="Start(string[])"/>, one that logs.</summary>
    public InProcessServer Start(ILogger log, params string[] settings) => new(log, ["dir " + Path, "save \"\"", "appendonly yes", .. settings]);

    /// <summary>Writes a log of one increment; <c>|</c> stands for a line end.</summary>
    public void Write(string log)
    {
        Directory.CreateDirectory(Files);
        File.WriteAllText(Manifest, "file appendonly.aof.1.incr.aof seq 1 type i\n");
        File.WriteAllBytes(PathOf("appendonly.aof.1.incr.aof"), Bytes(log));
    }

    /// <summary>What redis-check-aof says about the log.</summary>
    public string Check()
    {
        using var check = Process.Start(new ProcessStartInfo("redis-check-aof", Manifest) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = check.StandardOutput.ReadToEnd();
        check.WaitForExit();
        return output;
    }

    public static byte[] Bytes(string log) => Encoding.Latin1.GetBytes(log.Replace("|", "\r\n", StringComparison.Ordinal));

    public void Dispose() => _directory.Dispose();
}
