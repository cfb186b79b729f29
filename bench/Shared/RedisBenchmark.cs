using System.Diagnostics;
using System.Globalization;
using RedisLib;

namespace Bench;

/// <summary>Runs redis-benchmark, which comes with the server.</summary>
internal static class RedisBenchmark
{
    /// <summary>Runs a load against a server and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">It did not print a result; the message has what it printed.</exception>
    public static async Task<BenchmarkResult> RunAsync(RedisEndpoint server, BenchmarkLoad load)
    {
        List<string> arguments =
        [
            "-h", server.Host, "-p", $"{server.Port}", "-c", $"{load.Connections}", "-P", $"{load.Pipeline}",
            "-n", $"{load.Requests}", "-d", $"{load.ValueBytes}", "--csv",
        ];
        if (load.Keys is { } keys)
        {
            arguments.AddRange(["-r", $"{keys}"]);
        }

        arguments.AddRange(load.Command ?? ["-t", load.Test]);

        using var process = Process.Start(new ProcessStartInfo("redis-benchmark", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginErrorReadLine();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        // "GET","98039.22","0.259","0.080","0.231","0.439","0.711","3.055": requests a second, then average, min, p50, p95, p99 and max in ms.
        var line = output.Split('\n').LastOrDefault(text => text.StartsWith($"\"{load.Test}", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"redis-benchmark {string.Join(' ', arguments)} printed no result: {output}");
        var fields = line.Split("\",\"");
        return new BenchmarkResult(Number(fields[1]), Number(fields[6]));

        static double Number(string field) => double.Parse(field.Trim('"'), CultureInfo.InvariantCulture);
    }
}

/// <summary>A load as redis-benchmark knows it.</summary>
/// <param name="Test">The name of the test, such as <c>set</c>.</param>
/// <param name="Connections">How many connections (<c>-c</c>).</param>
/// <param name="Pipeline">How many requests are sent at once on each (<c>-P</c>).</param>
/// <param name="ValueBytes">How long a value is (<c>-d</c>).</param>
/// <param name="Requests">How many requests in all (<c>-n</c>).</param>
internal sealed record BenchmarkLoad(string Test, int Connections, int Pipeline, int ValueBytes, int Requests)
{
    /// <summary>Of how many keys or members one is drawn for each request (<c>-r</c>), or null for always the same.</summary>
    public int? Keys { get; init; }

    /// <summary>The command of a load that redis-benchmark has no test for; <c>__rand_int__</c> is drawn for each request. Its name is the test's.</summary>
    public string[]? Command { get; init; }
}

/// <summary>What a load reached.</summary>
internal readonly record struct BenchmarkResult(double RequestsPerSecond, double P99Milliseconds);
