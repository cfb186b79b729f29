using System.Globalization;
using Bench;
using TestServers;

namespace RaftNode.Bench;

/// <summary>How long an empty server takes from the start of its process to its first PONG.</summary>
internal static class Starting
{
    /// <summary>In milliseconds.</summary>
    private const double Bar = 300;

    public static async Task RunAsync(BenchSettings settings)
    {
        using var directory = new TemporaryDirectory();
        List<Launch> launches = [Launch.Peer, Launch.Built];

        // What `dotnet publish` made, given by its path.
        if (settings.Only is { } program)
        {
            launches.Add(new Launch(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(program))!), program));
        }

        Console.WriteLine($"start of the process to the first PONG, {settings.Rounds} rounds, in ms; the bar is {Bar}");
        foreach (var launch in launches)
        {
            var times = new List<double>();
            for (var round = 0; round < settings.Rounds; round++)
            {
                times.Add(await launch.TimeToPongAsync(directory.Path));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{launch.Name,-20} median {Figures.Median(times),6:F0}  max {times.Max(),6:F0}"));
        }
    }
}
