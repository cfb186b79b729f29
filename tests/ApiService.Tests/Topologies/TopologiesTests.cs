using System.Text.Json;
using ApiService.Tests.Support;

namespace ApiService.Tests.Topologies;

[Collection(Support.Topologies.Collection)]
public sealed class TopologiesTests(Support.Topologies topologies)
{
    private readonly RunningApi _api = topologies.Api;

    [Theory]
    [InlineData("master-replica", 1, 2, 3)]
    [InlineData("sentinel", 1, 2, 6)]
    [InlineData("cluster", 3, 3, 6)]
    public async Task A_topology_is_listed_with_its_roles(string mode, int masters, int replicas, int nodes)
    {
        var all = await _api.GetAsync("/topologies");

        var topology = all.EnumerateArray().Single(topology => topology.GetProperty("mode").GetString() == mode);
        Assert.Equal("Healthy", topology.GetProperty("health").GetString());
        Assert.Empty(topology.GetProperty("problems").EnumerateArray());
        Assert.Equal(masters, topology.GetProperty("masters").GetArrayLength());
        Assert.Equal(replicas, topology.GetProperty("replicas").GetArrayLength());
        Assert.Equal(nodes, topology.GetProperty("nodes").GetArrayLength());
        Assert.Equal(replicas, topology.GetProperty("nodes").EnumerateArray().Count(node => Role(node) == "replica"));
        Assert.Equal(mode == "master-replica", topology.GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public async Task The_service_is_ready_and_says_so_of_each_topology()
    {
        var health = await _api.GetAsync("/health");

        Assert.Equal("Healthy", health.GetProperty("status").GetString());
        Assert.Equal(
            ["cluster", "master-replica", "self", "sentinel"],
            health.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
    }

    private static string? Role(JsonElement node) => node.GetProperty("role").GetString();
}
