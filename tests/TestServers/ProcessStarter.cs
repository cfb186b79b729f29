using System.Collections.Concurrent;
using System.Diagnostics;

namespace TestServers;

/// <summary>
/// Starts processes that the kernel kills when this process is gone, however it ended. The kernel ties them to the thread
/// that started them, so one thread that lives as long as the process starts them all.
/// </summary>
internal static class ProcessStarter
{
    // Starts are rare; the bound only says that nothing piles up here.
    private const int MaxWaiting = 1024;

    private static readonly BlockingCollection<(ProcessStartInfo Start, Action<string> TakeError, TaskCompletionSource<Process> Result)> Requests = new(MaxWaiting);

    static ProcessStarter() => new Thread(Run) { IsBackground = true, Name = "process starter" }.UnsafeStart();

    /// <summary>Starts a program with its output thrown away.</summary>
    /// <exception cref="InvalidOperationException">The program is not installed.</exception>
    public static Task<Process> StartAsync(string program, params IEnumerable<string> arguments) => StartAsync(program, _ => { }, arguments);

    /// <summary>Starts a program whose errors are taken line by line.</summary>
    /// <inheritdoc cref="StartAsync(string, IEnumerable{string})" path="/exception"/>
    public static Task<Process> StartAsync(string program, Action<string> takeError, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((start, takeError, result));
        return result.Task;
    }

    private static void Run()
    {
        foreach (var (start, takeError, result) in Requests.GetConsumingEnumerable())
        {
            try
            {
                var process = new Process { StartInfo = start };
                process.ErrorDataReceived += (_, line) => takeError(line.Data ?? "");
                process.Start();
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                result.SetResult(process);
            }
            catch (Exception exception)
            {
                result.SetException(new InvalidOperationException($"Cannot start {start.FileName}: is util-linux installed?", exception));
            }
        }
    }
}
