using Microsoft.Extensions.Logging.Abstractions;
using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Resp;
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

    [Fact]
    public async Task A_master_that_is_silent_for_a_moment_hands_over_when_it_answers_again()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using var master = await ConnectAsync(servers.DataNodes[0]);
        var sleep = master.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", "1.5")).AsTask();

        var result = await administrator.FailOverAsync(null, CancellationToken.None);

        Assert.False((await sleep).IsError);
        Assert.False(result.MayHaveLostWrites);
        Assert.Equal([result.NewMaster], (await administrator.DescribeAsync(CancellationToken.None)).Masters);
    }

    [Fact]
    public async Task A_master_that_stays_silent_and_has_not_ended_is_not_replaced()
    {
        await using var servers = await MasterReplicaServers.StartAsync(replicas: 1);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        servers.DataNodes[0].Pause();

        var refusal = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FailOverAsync(null, CancellationToken.None));

        Assert.Contains($"{servers.DataNodes[0].Endpoint} has not answered", refusal.Message, StringComparison.Ordinal);
        servers.DataNodes[0].Resume();
        await Eventually.Is(async () => (await administrator.DescribeAsync(CancellationToken.None)).Health == TopologyHealth.Healthy);
        Assert.Equal([servers.DataNodes[0].Endpoint], (await administrator.DescribeAsync(CancellationToken.None)).Masters);
    }

    [Fact]
    public async Task A_promotion_by_hand_is_told_and_not_undone()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await using var promoted = await FormAndPromoteByHandAsync(administrator, servers.DataNodes[1]);
        await promoted.ExecuteAsync(RedisCommand.Create("SET", "key", "dear"));

        var refusal = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));

        var (old, now) = (servers.DataNodes[0].Endpoint, servers.DataNodes[1].Endpoint);
        Assert.Contains($"run REPLICAOF {old.Host} {old.Port} on {now}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"run REPLICAOF {now.Host} {now.Port} on {old}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("dear", (await promoted.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task The_choice_between_two_masters_can_be_made_by_the_command_that_is_told()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await using var promoted = await FormAndPromoteByHandAsync(administrator, servers.DataNodes[1]);
        await promoted.ExecuteAsync(RedisCommand.Create("SET", "key", "dear"));
        await using var old = await ConnectAsync(servers.DataNodes[0]);
        await old.ExecuteAsync(RedisCommand.Create("REPLICAOF", promoted.Endpoint.Host, promoted.Endpoint.Port));

        await administrator.FormAsync(CancellationToken.None);

        var description = await administrator.DescribeAsync(CancellationToken.None);
        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal([promoted.Endpoint], description.Masters);
        Assert.Equal("dear", (await promoted.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task A_master_that_came_back_and_took_a_write_before_it_was_made_a_replica_keeps_it()
    {
        await using var servers = await MasterReplicaServers.StartAsync(configLines: ["appendonly yes"]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using var old = await ConnectAsync(servers.DataNodes[0]);
        await old.ExecuteAsync(RedisCommand.Create("SET", "key", "value"));
        await old.ExecuteAsync(RedisCommand.Create("WAIT", 2, 10000));
        await servers.DataNodes[0].KillAsync();
        await administrator.FailOverAsync(null, CancellationToken.None);
        await servers.DataNodes[0].RestartAsync();
        await old.WaitUntilConnectedAsync();
        await old.ExecuteAsync(RedisCommand.Create("SET", "key", "dear"));

        await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));

        Assert.Equal("dear", (await old.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task What_a_master_took_beside_one_that_was_promoted_by_hand_is_not_dropped_when_it_is_started_again()
    {
        await using var servers = await MasterReplicaServers.StartAsync(configLines: ["appendonly yes"]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await using var promoted = await FormAndPromoteByHandAsync(administrator, servers.DataNodes[1]);
        await using var third = await ConnectAsync(servers.DataNodes[2]);
        await third.ExecuteAsync(RedisCommand.Create("REPLICAOF", promoted.Endpoint.Host, promoted.Endpoint.Port));
        await using var old = await ConnectAsync(servers.DataNodes[0]);
        await old.ExecuteAsync(RedisCommand.Create("SET", "key", "dear"));
        Assert.Equal([promoted.Endpoint], (await administrator.DescribeAsync(CancellationToken.None)).Masters);
        await servers.DataNodes[0].KillAsync();
        await servers.DataNodes[0].RestartAsync();

        await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));

        await old.WaitUntilConnectedAsync();
        Assert.Equal("dear", (await old.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task Of_the_replicas_of_a_dead_master_the_one_that_has_most_takes_over()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification);
        await administrator.FormAsync(CancellationToken.None);
        await using (var master = await ConnectAsync(servers.DataNodes[0]))
        {
            servers.DataNodes[1].Pause();
            await master.ExecuteAsync(RedisCommand.Create("CLIENT", "KILL", "TYPE", "replica"));
            await master.ExecuteAsync(RedisCommand.Create("SET", "key", "value"));
            await master.ExecuteAsync(RedisCommand.Create("WAIT", 1, 10000));
        }

        await servers.DataNodes[0].KillAsync();
        servers.DataNodes[1].Resume();
        await Eventually.Is(async () => (await administrator.DescribeAsync(CancellationToken.None)).Replicas.Count == 2);

        var result = await administrator.FailOverAsync(null, CancellationToken.None);

        Assert.True(result.MayHaveLostWrites);
        await using var promoted = await ConnectAsync(servers.DataNodes.Single(node => node.Endpoint == result.NewMaster));
        Assert.Equal("value", (await promoted.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task Where_several_hold_data_that_had_all_fallen_behind_each_is_told_with_its_keys_and_none_recommended()
    {
        await using var servers = await MasterReplicaServers.StartAsync();
        var nodes = servers.DataNodes.Select(node => node.Endpoint).ToArray();
        await using var second = await ConnectAsync(servers.DataNodes[1]);
        await using var third = await ConnectAsync(servers.DataNodes[2]);
        await second.ExecuteAsync(RedisCommand.Create("SET", "key", "value"));
        await third.ExecuteAsync(RedisCommand.Create("MSET", "a", "value", "b", "value"));
        await using var administrator = TopologyAdministrator.Create(servers.Specification with { LastInSync = nodes, LastCurrent = [nodes[0]] });

        var refusal = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FormAsync(CancellationToken.None));

        Assert.StartsWith($"Only {nodes[1]} (keys: 1) and {nodes[2]} (keys: 2) hold data, and had fallen behind", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("run REPLICAOF on all but the one to go on from, with the address of that one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_under_which_others_would_lose_their_data_is_refused_before_it_is_promoted()
    {
        await using var servers = await MasterReplicaServers.StartAsync(replicas: 3);
        await using var full = await ConnectAsync(servers.DataNodes[0]);
        await using var emptied = await ConnectAsync(servers.DataNodes[3]);
        await using var copyOfFull = await ConnectAsync(servers.DataNodes[1]);
        await using var copyOfEmptied = await ConnectAsync(servers.DataNodes[2]);
        await copyOfFull.ExecuteAsync(RedisCommand.Create("REPLICAOF", full.Endpoint.Host, full.Endpoint.Port));
        await copyOfEmptied.ExecuteAsync(RedisCommand.Create("REPLICAOF", emptied.Endpoint.Host, emptied.Endpoint.Port));
        await full.ExecuteAsync(RedisCommand.Create("SET", "key", "dear"));
        await full.ExecuteAsync(RedisCommand.Create("WAIT", 1, 10000));
        await emptied.SendBatchAsync([RedisCommand.Create("SET", "key", new string('x', 1000)), RedisCommand.Create("DEL", "key"), RedisCommand.Create("WAIT", 1, 10000)]);
        await servers.DataNodes[0].KillAsync();
        await servers.DataNodes[3].KillAsync();
        await using var administrator = TopologyAdministrator.Create(servers.Specification with { DataNodes = [.. servers.Specification.DataNodes.Take(3)] });

        var refusal = await Assert.ThrowsAsync<RedisAdministrationException>(() => administrator.FailOverAsync(copyOfEmptied.Endpoint, CancellationToken.None));

        Assert.Contains($"{copyOfFull.Endpoint} holds data", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("slave", (await copyOfEmptied.ExecuteAsync(RedisCommand.Create("ROLE"))).AsArray()[0].AsString());
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
        Assert.Contains($"run REPLICAOF {servers.DataNodes[0].Endpoint.Host} {servers.DataNodes[0].Endpoint.Port} on {stranger.Endpoint}", exception.Message, StringComparison.Ordinal);
        Assert.Equal("dear", (await stranger.ExecuteAsync(RedisCommand.Create("GET", "key"))).AsString());
    }

    [Fact]
    public async Task A_master_takes_no_writes_from_before_it_is_looked_at_until_it_is_a_replica()
    {
        await using var servers = await MasterReplicaServers.StartAsync(configLines: ["slowlog-log-slower-than 0", "slowlog-max-len 1000"]);
        await using var administrator = TopologyAdministrator.Create(servers.Specification);

        await administrator.FormAsync(CancellationToken.None);

        await using var node = await ConnectAsync(servers.DataNodes[1]);
        var log = (await node.ExecuteAsync(RedisCommand.Create("SLOWLOG", "GET", 1000))).AsArray();
        string[] looksAndChanges = ["CLIENT PAUSE", "INFO", "REPLICAOF", "CLIENT UNPAUSE"];
        var commands = log.Reverse().Select(entry => string.Join(' ', entry.AsArray()[3].AsArray().Select(argument => argument.AsString())))
            .Select(command => Array.Find(looksAndChanges, name => command.StartsWith(name, StringComparison.Ordinal)))
            .OfType<string>()
            .SkipWhile(name => name != "CLIENT PAUSE");
        Assert.Equal(looksAndChanges, commands.Distinct());
    }

    [Fact]
    public async Task A_write_that_was_held_is_refused_by_the_replica()
    {
        await using var servers = await MasterReplicaServers.StartAsync(replicas: 1);
        await using var nodes = new AdministeredNodes(servers.Specification, NullLoggerFactory.Instance);
        var (master, node) = (servers.DataNodes[0].Endpoint, servers.DataNodes[1].Endpoint);
        await using var client = await ConnectAsync(servers.DataNodes[1]);
        Task<RespValue> write;
        await using (await WritePause.BeginAsync(nodes, [node], CancellationToken.None))
        {
            write = client.SendAsync(RedisCommand.Create("SET", "key", "value")).AsTask();
            await Eventually.Is(async () => (await nodes.RunAsync(node, RedisCommand.Create("INFO", "clients"), CancellationToken.None))
                .AsString().Contains("blocked_clients:1", StringComparison.Ordinal));
            await nodes.RunAsync(node, RedisCommand.Create("REPLICAOF", master.Host, master.Port), CancellationToken.None);
        }

        Assert.Equal("READONLY", (await write).ErrorCode);
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

    private static async Task<NodeConnection> FormAndPromoteByHandAsync(ITopologyAdministrator administrator, RedisProcess replica)
    {
        await administrator.FormAsync(CancellationToken.None);
        var promoted = await ConnectAsync(replica);
        await promoted.ExecuteAsync(RedisCommand.Create("REPLICAOF", "NO", "ONE"));
        return promoted;
    }

    private static async Task<NodeConnection> ConnectAsync(RedisProcess server)
    {
        var connection = new NodeConnection(new() { Endpoint = server.Endpoint });
        await connection.WaitUntilConnectedAsync();
        return connection;
    }
}
