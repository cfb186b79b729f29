using System.Diagnostics;
using System.Globalization;

namespace RedisLib.Bench;

/// <summary>Runs redis-benchmark, which comes with the server.</summary>
internal static class RedisBenchmark
{
    /// <summary>Runs the load and answers how many commands a second were done.</summary>
    public static async Task<double> RunAsync(RedisEndpoint server, Scenario scenario, TimeSpan duration)
    {
        var requests = (int)(scenario.PeerRequestsPerSecond * duration.TotalSeconds);
        using var process = Process.Start(new ProcessStartInfo(
            "redis-benchmark",
            [
                "-h", server.Host, "-p", $"{server.Port}", "-c", $"{scenario.PeerConnections}", "-P", $"{scenario.PeerPipeline}",
                "-n", $"{requests}", "-d", $"{ClientLoad.ValueBytes}", "-t", scenario.Command, "--csv",
            ])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginErrorReadLine();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        // "GET","98039.22","0.259",...
        var line = output.Split('\n').Last(text => text.StartsWith($"\"{scenario.Command}\"", StringComparison.Ordinal));
        return double.Parse(line.Split(',')[1].Trim('"'), CultureInfo.InvariantCulture);
    }
}
