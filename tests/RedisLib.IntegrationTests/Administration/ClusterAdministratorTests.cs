using RedisLib.Administration;
using RedisLib.Slots;
using TestServers;

namespace RedisLib.IntegrationTests.Administration;

public sealed class ClusterAdministratorTests
{
    [Fact]
    public async Task Nodes_become_a_cluster_with_all_slots_served()
    {
        await using var servers = await ClusterServers.StartAsync(password: "secret");
        await using var administrator = TopologyAdministrator.Create(servers.Specification);

        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal(servers.DataNodes.Take(3).Select(node => node.Endpoint), description.Masters);
        Assert.Equal(3, description.Replicas.Count);
        Assert.Equal(HashSlot.Count, description.Nodes.Where(node => node.Role == NodeRole.Master).Sum(node => node.Slots.Sum(slots => slots.Count)));
    }

    [Fact]
    public async Task Forming_again_after_a_failover_and_a_restart_of_everything_keeps_the_roles()
    {
        await using var servers = await ClusterServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        var replica = servers.DataNodes[3].Endpoint;
        var result = await administrator.FailOverAsync(replica, CancellationToken.None);

        foreach (var node in servers.DataNodes)
        {
            await node.RestartAsync();
        }

        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(replica, result.NewMaster);
        Assert.Contains(replica, description.Masters);
        Assert.Contains(result.OldMaster, description.Replicas);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
    }

    [Fact]
    public async Task Two_formed_clusters_are_not_joined()
    {
        await using var one = await ClusterServers.StartAsync(masters: 3, replicasPerMaster: 0);
        await using var two = await ClusterServers.StartAsync(masters: 3, replicasPerMaster: 0);
        foreach (var servers in new[] { one, two })
        {
            await using var administrator = TopologyAdministrator.Create(servers.Specification);
            await administrator.FormAsync(CancellationToken.None);
        }

        await using var both = TopologyAdministrator.Create(
            one.Specification with { DataNodes = [.. one.Specification.DataNodes, .. two.Specification.DataNodes] });

        var exception = await Assert.ThrowsAsync<RedisAdministrationException>(() => both.FormAsync(CancellationToken.None));
        Assert.Contains("different clusters", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_server_is_refused()
    {
        await using var servers = await MasterReplicaServers.StartAsync(replicas: 2);
        await using var administrator = TopologyAdministrator.Create(servers.Specification with { Mode = RedisMode.Cluster });

        var exception = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));
        Assert.Contains("cluster-enabled", exception.Message, StringComparison.Ordinal);
    }
}
