using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Removes the directories and volumes of temporary data when this process ends, however it ends. What cleans up inside a
/// process does not run when the process is killed, so a small shell waits for the end of its input, which is the end of
/// this process.
/// </summary>
/// <remarks>Windows has no such shell: there a directory goes when the topology is disposed of, or with the next AppHost's start.</remarks>
internal sealed class Remover : IDisposable
{
    /// <summary>Nodes may still be ending when this process is gone, so that removal is tried again, once a second and 30 times.</summary>
    private const string Script = """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        while IFS= read -r item; do set -- "$@" "$item"; done
        tries=0
        while [ $tries -lt 30 ]; do
          left=0
          for item in "$@"; do
            kind=${item%% *}
            rest=${item#* }
            if [ "$kind" = directory ]; then
              rm -rf -- "$rest"
              [ -e "$rest" ] && left=1
            else
              "$kind" volume rm -f "$rest" || left=1
            fi
          done
          [ $left -eq 0 ] && exit 0
          tries=$((tries + 1))
          sleep 1
        done
        """;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _items = new(StringComparer.Ordinal);
    private Process? _shell;

    /// <summary>The one of this process.</summary>
    public static Remover Shared { get; } = new();

    public void RemoveDirectoryAtExit(TopologyDirectory directory)
    {
        if (!directory.IsKept)
        {
            Add($"directory {directory.Path}");
        }
    }

    public void RemoveVolumeAtExit(string containerRuntime, string volume) => Add($"{containerRuntime} {volume}");

    /// <summary>Closes the shell's input, as the end of this process does.</summary>
    public void Dispose()
    {
        _shell?.StandardInput.Dispose();
        _shell?.Dispose();
    }

    private void Add(string item)
    {
        lock (_gate)
        {
            if (!_items.Add(item))
            {
                return;
            }

            _shell ??= Start();
            _shell?.StandardInput.WriteLine(item);
            _shell?.StandardInput.Flush();
        }
    }

    private static Process? Start()
    {
        TemporaryRoot.SweepAbandoned();
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true, UseShellExecute = false });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
