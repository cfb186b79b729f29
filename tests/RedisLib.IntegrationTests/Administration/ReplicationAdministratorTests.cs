using RedisLib.Administration;
using RedisLib.Connections;
using TestServers;

namespace RedisLib.IntegrationTests.Administration;

public sealed class ReplicationAdministratorTests
{
    [Fact]
    public async Task Plain_servers_become_a_master_with_replicas()
    {
        await using var servers = await MasterReplicaServers.StartAsync(password: "secret");
        await using var administrator = TopologyAdministrator.Create(servers.Specification);

        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal([servers.DataNodes[0].Endpoint], description.Masters);
        Assert.Equal(2, description.Replicas.Count);
        Assert.Empty(description.Problems);
    }

    [Fact]
    public async Task Forming_again_changes_nothing_after_a_failover()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        var wanted = servers.DataNodes[2].Endpoint;

        var result = await administrator.FailOverAsync(wanted, CancellationToken.None);
        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(new FailoverResult(servers.DataNodes[0].Endpoint, wanted), result);
        Assert.Equal([wanted], description.Masters);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
    }

    [Fact]
    public async Task A_replica_takes_over_from_a_dead_master_which_follows_it_when_it_comes_back()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await servers.DataNodes[0].KillAsync();
        await Eventually.Is(async () => (await administrator.DescribeAsync(CancellationToken.None)).Health == TopologyHealth.Unhealthy);

        var result = await administrator.FailOverAsync(null, CancellationToken.None);
        await servers.DataNodes[0].RestartAsync();
        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal([result.NewMaster], description.Masters);
        Assert.Contains(servers.DataNodes[0].Endpoint, description.Replicas);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_master_with_data_of_its_own_is_not_wiped_by_joining_a_formed_topology(int database)
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using (var two = TopologyAdministrator.Create(servers.Specification with { DataNodes = [.. servers.Specification.DataNodes.Take(2)] }))
        {
            await two.FormAsync(CancellationToken.None);
        }

        await using var stranger = new NodeConnection(new() { Endpoint = servers.DataNodes[2].Endpoint });
        await stranger.WaitUntilConnectedAsync();
        await stranger.SendBatchAsync([RedisCommand.Create("SELECT", database), RedisCommand.Create("SET", "key", "dear")]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);

        var exception = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));

        Assert.Contains(stranger.Endpoint.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains("FLUSHALL", exception.Message, StringComparison.Ordinal);
        Assert.Equal("dear", (await stranger.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task Of_new_servers_the_one_that_holds_data_becomes_the_master_whatever_its_place()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var holder = new NodeConnection(new() { Endpoint = servers.DataNodes[1].Endpoint });
        await holder.WaitUntilConnectedAsync();
        await holder.SendBatchAsync([RedisCommand.Create("SELECT", 5), RedisCommand.Create("SET", "key", "dear")]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);

        await administrator.FormAsync(CancellationToken.None);

        Assert.Equal([holder.Endpoint], (await administrator.DescribeAsync(CancellationToken.None)).Masters);
        Assert.Equal("dear", (await holder.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task A_dead_master_that_comes_back_with_its_data_follows_the_new_one()
    {
        await using var servers = await MasterReplicaServers.StartAsync(configLines: ["appendonly yes"]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using (var master = new NodeConnection(new() { Endpoint = servers.DataNodes[0].Endpoint }))
        {
            await master.WaitUntilConnectedAsync();
            await master.ExecuteAsync(RedisCommand.Create("SET", "key", "value"));
            await master.ExecuteAsync(RedisCommand.Create("WAIT", 2, 10000));
        }

        await servers.DataNodes[0].KillAsync();
        await Eventually.Is(async () => (await administrator.DescribeAsync(CancellationToken.None)).Health == TopologyHealth.Unhealthy);
        var result = await administrator.FailOverAsync(null, CancellationToken.None);
        await servers.DataNodes[0].RestartAsync();

        await administrator.FormAsync(CancellationToken.None);

        Assert.Equal([result.NewMaster], (await administrator.DescribeAsync(CancellationToken.None)).Masters);
    }

    [Fact]
    public async Task A_wrong_password_is_told_at_once()
    {
        await using var servers = await MasterReplicaServers.StartAsync(replicas: 1, password: "right");
        await using var administrator = TopologyAdministrator.Create(servers.Specification with { Password = "wrong" });

        var exception = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));
        Assert.Contains("WRONGPASS", exception.Message, StringComparison.Ordinal);
    }
}
