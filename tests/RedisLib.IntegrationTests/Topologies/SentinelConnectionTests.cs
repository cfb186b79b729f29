using RedisLib.Administration;
using RedisLib.Connections;
using TestServers;

namespace RedisLib.IntegrationTests.Topologies;

public sealed class SentinelConnectionTests
{
    [Fact]
    public async Task Writes_go_on_at_the_new_master_after_the_old_one_was_killed()
    {
        await using var topology = await FormedTopology.CreateAsync(await SentinelServers.StartAsync(password: "secret"));
        var before = topology.Connection.MasterEndpoint!.Value;

        await topology.Server(before).KillAsync();
        var master = await topology.WriteToAnotherMasterAsync(before);

        Assert.Equal(master, topology.Connection.MasterEndpoint);
    }

    [Fact]
    public async Task Writes_go_on_at_the_new_master_after_the_old_one_stopped_answering()
    {
        await using var topology = await FormedTopology.CreateAsync(await SentinelServers.StartAsync());
        var before = topology.Connection.MasterEndpoint!.Value;

        topology.Server(before).Pause();
        var master = await topology.WriteToAnotherMasterAsync(before);

        Assert.Equal(master, topology.Connection.MasterEndpoint);
    }

    [Fact]
    public async Task Reads_are_answered_by_replicas_all_through_a_failover()
    {
        await using var topology = await FormedTopology.CreateAsync(await SentinelServers.StartAsync());
        await topology.WriteAsync("key", "value");
        await topology.EveryReplicaHasAllAsync();
        var before = topology.Connection.MasterEndpoint!.Value;

        await topology.Server(before).KillAsync();
        var writing = topology.WriteToAnotherMasterAsync(before);
        while (!writing.IsCompleted)
        {
            Assert.Equal("value", (await topology.Connection.ReadAsync("key")).Text);
        }

        await writing;
    }

    [Fact]
    public async Task The_old_master_serves_reads_as_a_replica_when_it_comes_back()
    {
        await using var topology = await FormedTopology.CreateAsync(await SentinelServers.StartAsync(replicas: 1));
        var old = topology.Connection.MasterEndpoint!.Value;
        await topology.Server(old).KillAsync();
        var master = await topology.WriteToAnotherMasterAsync(old);

        // A sentinel that has not heard of the switch yet may promote the server that comes back empty: Redis's own doing, and no client's.
        await Eventually.Is(async () => (await topology.Administrator.DescribeAsync(CancellationToken.None)).Nodes
            .Where(node => node.Role == NodeRole.Sentinel).All(sentinel => sentinel.MasterEndpoint == master));
        await topology.Server(old).RestartAsync();

        await Eventually.Is(async () => (await topology.Connection.ReadAsync("after")).ServedBy == old, TimeSpan.FromSeconds(30));
        Assert.Equal("2", (await topology.Connection.ReadAsync("after")).Text);
    }

    [Fact]
    public async Task Nothing_is_written_to_a_paused_master_that_was_replaced_when_it_goes_on_and_reads_are_when_it_is_a_replica()
    {
        await using var topology = await FormedTopology.CreateAsync(await SentinelServers.StartAsync());
        var old = topology.Connection.MasterEndpoint!.Value;
        topology.Server(old).Pause();
        var now = await topology.WriteToAnotherMasterAsync(old);

        topology.Server(old).Resume();
        await using var superseded = new NodeConnection(new() { Endpoint = old });
        var (written, rounds) = (0, 0);
        var masters = new HashSet<RedisEndpoint>();
        var strays = new HashSet<string>();

        // For some eight seconds the old one takes itself for a master. Then the sentinels make it a replica.
        await Eventually.Is(
            async () =>
            {
                masters.Add((await topology.WriteAsync($"new:{written}", "value")).ServedBy);
                written++;
                var replies = await superseded.SendBatchAsync([RedisCommand.Create("KEYS", "new:*"), RedisCommand.Create("ROLE")]);
                if (replies[1].AsArray()[0].AsString() != "master")
                {
                    return true;
                }

                rounds++;
                strays.UnionWith(replies[0].AsArray().Select(key => key.AsString()));
                return false;
            },
            TimeSpan.FromSeconds(60),
            "the old master is a replica");
        Assert.NotEqual(0, rounds);
        Assert.Equal([now], masters);
        Assert.Empty(strays);

        // What was written before it became a replica, it has from the start; the latest may come a second later.
        ReadResult read = default;
        await Eventually.Is(async () => (read = await topology.Connection.ReadAsync("new:0")).ServedBy == old, TimeSpan.FromSeconds(30));
        Assert.Equal("value", read.Text);
    }

    [Fact]
    public async Task A_dead_sentinel_among_good_ones_does_no_harm()
    {
        await using var topology = await FormedTopology.CreateAsync(
            await SentinelServers.StartAsync(), options => options with { Endpoints = [new RedisEndpoint("127.0.0.1", FreePorts.Next()), options.Endpoints[0]] });

        var before = topology.Connection.MasterEndpoint!.Value;
        await topology.Server(before).KillAsync();

        await topology.WriteToAnotherMasterAsync(before);
    }

    [Fact]
    public async Task A_node_that_the_sentinels_name_is_not_written_to_unless_it_says_that_it_is_a_master()
    {
        await using var servers = await SentinelServers.StartAsync(replicas: 1, sentinels: 1);
        var (master, replica, sentinel) = (servers.DataNodes[0], servers.DataNodes[1], servers.Sentinels[0]);
        await using (var data = TopologyAdministrator.Create(servers.Specification with { Mode = RedisMode.MasterReplica, Sentinels = [] }))
        {
            await data.FormAsync(CancellationToken.None);
        }

        await using var watcher = new NodeConnection(new() { Endpoint = sentinel.Endpoint });
        await watcher.ExecuteAsync(RedisCommand.Create("SENTINEL", "MONITOR", SentinelServers.ServiceName, replica.Endpoint.Host, replica.Endpoint.Port, 1));
        await using var connection = RedisConnection.Create(FormedTopology.OptionsFor(servers));

        await Assert.ThrowsAsync<RedisUnavailableException>(async () => await connection.WriteAsync("key", "value"u8.ToArray()));

        Assert.Null(connection.MasterEndpoint);
        Assert.True(master.IsRunning);
    }

    [Fact]
    public async Task A_wrong_password_of_the_data_nodes_is_named_in_the_error()
    {
        await using var servers = await SentinelServers.StartAsync(replicas: 1, password: "right");
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using var connection = RedisConnection.Create(
            FormedTopology.OptionsFor(servers) with { Password = "wrong", SentinelPassword = "right" });

        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await connection.ReadAsync("key"));

        Assert.Contains($"{servers.DataNodes[0].Endpoint}: the server refused the user or the password (WRONGPASS", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.MayHaveBeenApplied);
    }

    [Fact]
    public async Task A_wrong_password_of_the_sentinels_is_named_in_the_error()
    {
        await using var servers = await SentinelServers.StartAsync(replicas: 0, sentinels: 1, password: "right");
        await using var connection = RedisConnection.Create(FormedTopology.OptionsFor(servers) with { SentinelPassword = "wrong" });

        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await connection.ReadAsync("key"));

        Assert.Contains($"{servers.Sentinels[0].Endpoint}: the server refused the user or the password (WRONGPASS", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.MayHaveBeenApplied);
    }

    [Fact]
    public async Task An_unknown_service_name_is_named_in_the_error()
    {
        await using var servers = await SentinelServers.StartAsync(replicas: 0, sentinels: 1);
        await using var connection = RedisConnection.Create(FormedTopology.OptionsFor(servers) with { ServiceName = "nobody" });

        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await connection.ReadAsync("key"));

        Assert.Contains("nobody", exception.Message, StringComparison.Ordinal);
    }
}
