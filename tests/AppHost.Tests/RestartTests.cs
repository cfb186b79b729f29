using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TestServers;

namespace AppHost.Tests;

/// <summary>Data that is kept is there again after a restart of everything.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly string[] Modes = ["master-replica", "sentinel", "cluster"];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kept-data-");

    [Fact]
    public async Task Everything_forms_again_from_kept_data_and_has_it_all()
    {
        await using (var first = await AppHostProcess.StartAsync(Arguments()))
        {
            using var api = first.CreateApiClient();
            foreach (var mode in Modes)
            {
                using var written = await api.PostAsJsonAsync($"{mode}/cache", new { key = "kept", value = $"by {mode}" });
                written.EnsureSuccessStatusCode();
            }

            first.Signal(Signals.Terminate);
            await first.WaitForEndAsync();
        }

        await using var second = await AppHostProcess.StartAsync(Arguments());

        using var again = second.CreateApiClient();
        foreach (var mode in Modes)
        {
            var answer = JsonNode.Parse(await again.GetStringAsync($"{mode}/cache?key=kept"))!;
            Assert.Equal($"by {mode}", (string?)answer["value"]);
        }
    }

    public void Dispose() => _data.Delete(recursive: true);

    private string[] Arguments() =>
    [
        "--Topologies:Defaults:Runtime=Process",
        "--Topologies:Defaults:Password=kept-too",
        .. Modes.Select(mode => $"--Topologies:{mode}:DataDirectory={Path.Combine(_data.FullName, mode)}"),
    ];
}
