using Microsoft.Extensions.Logging.Abstractions;
using RedisLib.Administration;
using RedisLib.Connections;
using TestServers;

namespace RedisLib.IntegrationTests.Administration;

public sealed class SentinelAdministratorTests
{
    [Fact]
    public async Task Servers_and_sentinels_become_a_watched_topology()
    {
        await using var servers = await SentinelServers.StartAsync(password: "secret");
        await using var administrator = TopologyAdministrator.Create(servers.Specification);

        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal([servers.DataNodes[0].Endpoint], description.Masters);
        Assert.Equal(6, description.Nodes.Count);
    }

    [Fact]
    public async Task A_failover_makes_the_wanted_replica_the_master_everywhere()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        var wanted = servers.DataNodes[2].Endpoint;

        var result = await administrator.FailOverAsync(wanted, CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(new FailoverResult(servers.DataNodes[0].Endpoint, wanted), result);
        Assert.Equal([wanted], description.Masters);
        Assert.All(description.Nodes.Where(node => node.Role == NodeRole.Sentinel), node => Assert.Equal(wanted, node.MasterEndpoint));
    }

    [Fact]
    public async Task Forming_again_after_a_restart_of_everything_keeps_the_master_that_the_sentinels_chose()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        var wanted = (await administrator.FailOverAsync(null, CancellationToken.None)).NewMaster;

        foreach (var process in servers.DataNodes.Concat(servers.Sentinels))
        {
            await process.RestartAsync();
        }

        await administrator.FormAsync(CancellationToken.None);

        Assert.Equal([wanted], (await administrator.DescribeAsync(CancellationToken.None)).Masters);
    }

    [Fact]
    public async Task A_write_barrier_that_a_dead_process_left_behind_is_lowered_by_forming_again()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using var master = new NodeConnection(new() { Endpoint = servers.DataNodes[0].Endpoint });
        await master.WaitUntilConnectedAsync();
        await master.ExecuteAsync(RedisCommand.Create("CONFIG", "SET", "min-replicas-to-write", int.MaxValue));
        Assert.Equal("NOREPLICAS", (await master.SendAsync(RedisCommand.Create("SET", "key", "value"))).ErrorCode);

        await administrator.FormAsync(CancellationToken.None);

        Assert.Equal("OK", (await master.ExecuteAsync(RedisCommand.Create("SET", "key", "value"))).AsString());
    }

    [Fact]
    public async Task A_master_whose_failover_is_no_longer_waited_for_takes_no_write_before_it_is_a_replica()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using var old = new NodeConnection(new() { Endpoint = servers.DataNodes[0].Endpoint });
        await old.WaitUntilConnectedAsync();
        await using var sentinels = new NodePool(endpoint => new NodeConnection(new() { Endpoint = endpoint }));
        using var dashboard = new CancellationTokenSource();
        var failover = administrator.FailOverAsync(null, dashboard.Token);
        await Eventually.Is(async () => (await NodeReader.ReadSentinelsAsync(
            servers.Sentinels.Select(sentinel => sentinels.Get(sentinel.Endpoint)), SentinelServers.ServiceName, Eventually.DefaultDeadline, CancellationToken.None))
            .Any(report => report.IsFailingOver));

        await dashboard.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => failover);

        var write = await old.SendAsync(RedisCommand.Create("SET", "key", "value"));
        Assert.Equal("READONLY", write.ErrorCode);
        Assert.Equal("0", (await old.ExecuteAsync(RedisCommand.Create("CONFIG", "GET", "min-replicas-to-write"))).AsMap()["min-replicas-to-write"].AsString());
    }

    [Fact]
    public async Task A_master_takes_writes_again_when_the_sentinel_that_was_to_replace_it_has_ended()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var nodes = new AdministeredNodes(servers.Specification, NullLoggerFactory.Instance);
        await using var left = new LeftBarriers();
        await using (var administrator = TopologyAdministrator.Create(servers.Specification))
        {
            await administrator.FormAsync(CancellationToken.None);
        }

        await using var master = new NodeConnection(new() { Endpoint = servers.DataNodes[0].Endpoint });
        await master.WaitUntilConnectedAsync();
        var barrier = await WriteBarrier.RaiseAsync(
            nodes,
            servers.DataNodes[0].Endpoint,
            token => nodes.ReadSentinelsAsync(SentinelServers.ServiceName, token),
            servers.Sentinels[0].Endpoint,
            left,
            Eventually.DefaultDeadline,
            CancellationToken.None);
        Assert.Equal("NOREPLICAS", (await master.SendAsync(RedisCommand.Create("SET", "key", "value"))).ErrorCode);
        await servers.Sentinels[0].KillAsync();

        await barrier.DisposeAsync();

        Assert.Equal("OK", (await master.ExecuteAsync(RedisCommand.Create("SET", "key", "value"))).AsString());
    }

    [Fact]
    public async Task A_write_barrier_that_could_not_be_lowered_is_lowered_when_its_master_answers_as_a_replica()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var nodes = new AdministeredNodes(servers.Specification, NullLoggerFactory.Instance);
        await using var administrator = new SentinelAdministrator(servers.Specification, nodes) { Patience = TimeSpan.FromSeconds(3) };
        await administrator.FormAsync(CancellationToken.None);
        var failover = administrator.FailOverAsync(null, CancellationToken.None);
        await Eventually.Is(async () => (await nodes.ReadSentinelsAsync(SentinelServers.ServiceName, CancellationToken.None)).Any(report => report.IsFailingOver));
        servers.DataNodes[0].Pause();
        await Assert.ThrowsAsync<RedisAdministrationException>(() => failover);

        servers.DataNodes[0].Resume();
        await using var old = new NodeConnection(new() { Endpoint = servers.DataNodes[0].Endpoint });
        await old.WaitUntilConnectedAsync();

        await Eventually.Is(async () =>
        {
            _ = await administrator.DescribeAsync(CancellationToken.None);
            var setting = await old.ExecuteAsync(RedisCommand.Create("CONFIG", "GET", "min-replicas-to-write"));
            return setting.AsMap()["min-replicas-to-write"].AsString() == "0";
        });
    }

    [Fact]
    public async Task A_preferred_replica_that_ends_hides_neither_success_nor_the_first_failure()
    {
        await using var servers = await SentinelServers.StartAsync();
        await using var nodes = new AdministeredNodes(servers.Specification, NullLoggerFactory.Instance);
        await using (var administrator = TopologyAdministrator.Create(servers.Specification))
        {
            await administrator.FormAsync(CancellationToken.None);
        }

        var preference = await new SentinelSteps(servers.Specification, nodes).PreferAsync(
            servers.Sentinels[0].Endpoint, servers.DataNodes[0].Endpoint, servers.DataNodes[1].Endpoint, CancellationToken.None);
        await servers.DataNodes[1].KillAsync();

        await preference.DisposeAsync();
    }

    [Theory]
    [InlineData("min-replicas-to-write 1", "min-replicas-max-lag 0", "1", "0")]
    [InlineData("min-replicas-to-write 0", "min-replicas-max-lag 7", "0", "7")]
    public async Task A_failover_leaves_a_servers_settings_as_they_were(string replicasLine, string lagLine, string replicas, string lag)
    {
        await using var servers = await SentinelServers.StartAsync(configLines: [replicasLine, lagLine]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);

        var result = await administrator.FailOverAsync(null, CancellationToken.None);

        await using var old = new NodeConnection(new() { Endpoint = result.OldMaster });
        await old.WaitUntilConnectedAsync();
        var settings = (await old.ExecuteAsync(RedisCommand.Create("CONFIG", "GET", "min-replicas-*"))).AsMap();
        Assert.Equal(replicas, settings["min-replicas-to-write"].AsString());
        Assert.Equal(lag, settings["min-replicas-max-lag"].AsString());
    }

    [Fact]
    public async Task A_sentinel_that_is_gone_leaves_the_topology_degraded()
    {
        await using var servers = await SentinelServers.StartAsync(replicas: 1);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);

        await servers.Sentinels[2].KillAsync();

        await Eventually.Is(async () => (await administrator.DescribeAsync(CancellationToken.None)).Health == TopologyHealth.Degraded);
    }
}
