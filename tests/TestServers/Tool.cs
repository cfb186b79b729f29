using System.Diagnostics;

namespace TestServers;

/// <summary>Runs a program to its end.</summary>
public static class Tool
{
    /// <summary>Longer than any of them takes on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Runs a program and answers what it printed.</summary>
    /// <param name="command">The program.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="folder">Where it runs, or null for here.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has what it printed.</exception>
    public static async Task<string> RunAsync(string command, IReadOnlyList<string> arguments, string? folder = null, string input = "")
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{command} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
