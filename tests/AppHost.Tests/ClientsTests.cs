using System.Text.Json;
using System.Text.Json.Nodes;
using TestServers;

namespace AppHost.Tests;

/// <summary>Clients that are not ours reach every topology by the addresses that its nodes announce.</summary>
[Collection(SharedRunDefinition.Name)]
public sealed class ClientsTests(SharedRun run)
{
    [Fact]
    public async Task Ioredis_and_node_redis_write_and_read_in_every_topology()
    {
        var folder = Path.Combine(AppHostProcess.RepositoryRoot, "tests", "AppHost.Tests", "node-clients");
        await Tool.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder);

        var output = await Tool.RunAsync("node", ["check.mjs", await TopologiesAsync()], folder);

        Assert.Equal(6, output.Split('\n').Count(line => line.EndsWith(" ok", StringComparison.Ordinal)));
    }

    private async Task<string> TopologiesAsync()
    {
        using var api = run.AppHost.CreateApiClient();
        var topologies = JsonNode.Parse(await api.GetStringAsync("topologies"))!.AsArray();
        var nodes = topologies.ToDictionary(topology => (string)topology!["name"]!, topology => topology!["nodes"]!.AsArray());
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["password"] = SharedRun.Password,
            ["master-replica"] = Endpoints(nodes["master-replica"], "master"),
            ["sentinel"] = Endpoints(nodes["sentinel"], "sentinel"),
            ["cluster"] = Endpoints(nodes["cluster"], "master"),
        });
    }

    private static string[] Endpoints(JsonArray nodes, string role) =>
        [.. nodes.Where(node => (string)node!["role"]! == role).Select(node => (string)node!["endpoint"]!)];
}
