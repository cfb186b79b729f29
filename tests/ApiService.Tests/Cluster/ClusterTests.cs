using System.Net;
using ApiService.Tests.Support;

namespace ApiService.Tests.Cluster;

[Collection(Support.Topologies.Collection)]
public sealed class ClusterTests(Support.Topologies topologies)
{
    private readonly RunningApi _api = topologies.Api;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_fill_tells_how_many_keys_went_to_each_master_and_its_slots(string method)
    {
        var fill = method == "GET" ? await _api.GetAsync("/fillcluster?count=3000") : await _api.PostAsync("/fillcluster?count=3000", "");

        var masters = fill.GetProperty("masters").EnumerateArray().ToList();
        Assert.Equal(3000, fill.GetProperty("count").GetInt32());
        Assert.Equal(3000, masters.Sum(master => master.GetProperty("count").GetInt32()));
        Assert.Equal(3, masters.Count);
        Assert.All(masters, master => Assert.InRange(master.GetProperty("count").GetInt32(), 500, 1500));
        Assert.Equal("0-5460", masters[0].GetProperty("slots")[0].GetString());
        Assert.True(fill.GetProperty("elapsedMilliseconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("10000001")]
    [InlineData("many")]
    public async Task A_count_out_of_bounds_is_refused(string count)
    {
        var problem = await _api.GetAsync($"/fillcluster?count={count}", HttpStatusCode.BadRequest);

        Assert.Equal("count", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Cluster_info_has_the_fields_of_Redis()
    {
        var info = await _api.GetAsync("/cluster/info");

        Assert.Equal("ok", info.GetProperty("cluster_state").GetString());
        Assert.Equal("16384", info.GetProperty("cluster_slots_assigned").GetString());
    }

    [Fact]
    public async Task Cluster_nodes_lists_masters_with_their_slots_and_replicas_with_their_masters()
    {
        var nodes = (await _api.GetAsync("/cluster/nodes")).EnumerateArray().ToList();

        var masters = nodes.Where(node => node.GetProperty("masterId").GetString() is null).ToList();
        Assert.Equal((6, 3), (nodes.Count, masters.Count));
        Assert.All(masters, master => Assert.NotEmpty(master.GetProperty("slots").EnumerateArray()));
    }
}
