using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Runs a short command and waits for its end, but not for ever.</summary>
internal static class BoundedProcess
{
    /// <summary>What a command printed and how it ended; <see cref="ExitCode"/> is null when it could not be started or did not end.</summary>
    internal readonly record struct Result(int? ExitCode, string Output, string Problem)
    {
        public bool Succeeded => ExitCode == 0;
    }

    public static Result Run(TimeSpan limit, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null)
            {
                return new(null, string.Empty, $"{command} could not be started");
            }

            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return new(null, string.Empty, $"{command} gave no answer within {limit.TotalSeconds} s");
            }

            return new(process.ExitCode, output.GetAwaiter().GetResult().Trim(), FirstLine(error.GetAwaiter().GetResult()));
        }
        catch (Win32Exception)
        {
            return new(null, string.Empty, $"{command} is not installed");
        }
    }

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .FirstOrDefault(string.Empty);
}
