using RedisLib.Administration;
using RedisLib.Connections;
using TestServers;

namespace RedisLib.IntegrationTests.Topologies;

public sealed class MasterReplicaConnectionTests
{
    [Fact]
    public async Task Writes_go_to_the_master_and_reads_to_all_replicas()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync(password: "secret"));

        var write = await topology.WriteAsync("key", "value");
        await Eventually.Is(async () => (await topology.Connection.ReadAsync("key")).Text == "value");
        var readers = new HashSet<RedisEndpoint>();
        for (var i = 0; i < 100; i++)
        {
            readers.Add((await topology.Connection.ReadAsync("key")).ServedBy);
        }

        Assert.Equal(topology.Servers.DataNodes[0].Endpoint, write.ServedBy);
        Assert.Equal(topology.Servers.DataNodes.Skip(1).Select(node => node.Endpoint).ToHashSet(), readers);
    }

    [Fact]
    public async Task A_value_of_64_MB_is_written_and_read_back_from_a_replica()
    {
        await using var topology = await FormedTopology.CreateAsync(
            await MasterReplicaServers.StartAsync(replicas: 1), options => options with { CommandTimeout = TimeSpan.FromSeconds(10), OperationTimeout = TimeSpan.FromSeconds(30) });
        var value = new byte[64 * 1024 * 1024];
        new Random(1).NextBytes(value);

        await topology.Connection.WriteAsync("big", value);
        ReadResult read = default;
        await Eventually.Is(async () => (read = await topology.Connection.ReadAsync("big")).Value is not null);

        Assert.Equal(topology.Servers.DataNodes[1].Endpoint, read.ServedBy);
        Assert.True(value.AsSpan().SequenceEqual(read.Value));
    }

    [Fact]
    public async Task Reads_fall_back_to_the_master_when_no_replica_answers()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        await topology.WriteAsync("key", "value");

        await topology.Servers.DataNodes[1].KillAsync();
        await topology.Servers.DataNodes[2].KillAsync();
        var read = await topology.Connection.ReadAsync("key");

        Assert.Equal("value", read.Text);
        Assert.Equal(topology.Servers.DataNodes[0].Endpoint, read.ServedBy);
    }

    [Fact]
    public async Task Writes_follow_a_promotion_by_an_operator()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        var before = topology.Connection.MasterEndpoint!.Value;

        var result = await topology.Administrator.FailOverAsync(null, CancellationToken.None);

        Assert.Equal(result.NewMaster, await topology.WriteToAnotherMasterAsync(before));
    }

    [Fact]
    public async Task Reads_between_writes_are_spread_over_all_replicas()
    {
        const int reads = 200;
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        var counts = new Dictionary<RedisEndpoint, int>();
        for (var i = 0; i < reads; i++)
        {
            await topology.WriteAsync("key", "value");
            var servedBy = (await topology.Connection.ReadAsync("key")).ServedBy;
            counts[servedBy] = counts.GetValueOrDefault(servedBy) + 1;
        }

        Assert.Equal(2, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, reads / 4, reads * 3 / 4));
    }

    [Fact]
    public async Task No_write_goes_to_an_old_master_that_came_back_while_the_new_one_is_slow_to_answer()
    {
        await using var topology = await FormedTopology.CreateAsync(
            await MasterReplicaServers.StartAsync(), options => options with { CommandTimeout = TimeSpan.FromSeconds(10), OperationTimeout = TimeSpan.FromSeconds(10) });
        var old = topology.Connection.MasterEndpoint!.Value;
        await topology.Server(old).KillAsync();
        var now = (await topology.Administrator.FailOverAsync(null, CancellationToken.None)).NewMaster;
        await topology.WriteToAnotherMasterAsync(old);
        await topology.Server(old).RestartAsync();
        await Eventually.Is(async () => (await topology.Connection.DescribeAsync()).Problems.Any(problem => problem.StartsWith($"{old}: says that it is a master", StringComparison.Ordinal)));

        await using var master = new NodeConnection(new() { Endpoint = now });
        await master.WaitUntilConnectedAsync();
        var sleep = master.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", "1")).AsTask();
        do
        {
            Assert.Equal(now, (await topology.WriteAsync("key", "value")).ServedBy);
        }
        while (!sleep.IsCompleted);
        await sleep;
    }

    [Fact]
    public async Task Nothing_is_written_to_a_paused_master_that_was_replaced_by_hand_when_it_goes_on()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        var (old, now, other) = (topology.Servers.DataNodes[0], topology.Servers.DataNodes[1], topology.Servers.DataNodes[2]);
        old.Pause();
        await topology.RunAsync(now.Endpoint, RedisCommand.Create("REPLICAOF", "NO", "ONE"));
        await topology.RunAsync(other.Endpoint, RedisCommand.Create("REPLICAOF", now.Endpoint.Host, now.Endpoint.Port));
        await topology.WriteToAnotherMasterAsync(old.Endpoint);

        old.Resume();
        await Eventually.Is(async () => (await topology.Connection.DescribeAsync()).Problems.Any(problem => problem.StartsWith($"{old.Endpoint}: says that it is a master", StringComparison.Ordinal)));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(now.Endpoint, (await topology.WriteAsync($"new:{i}", "value")).ServedBy);
        }

        Assert.Empty((await topology.RunAsync(old.Endpoint, RedisCommand.Create("KEYS", "new:*"))).AsArray());
    }

    [Fact]
    public async Task Reads_go_on_from_replicas_while_the_master_is_dead_and_writes_say_so_in_time()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        await topology.WriteAsync("key", "value");
        await topology.EveryReplicaHasAllAsync();

        await topology.Servers.DataNodes[0].KillAsync();
        var start = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<RedisUnavailableException>(async () =>
        {
            while (true)
            {
                await topology.WriteAsync("key", "value");
            }
        });
        var elapsed = TimeProvider.System.GetElapsedTime(start);

        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal("value", (await topology.Connection.ReadAsync("key")).Text);
        await Eventually.Is(async () => (await topology.Connection.DescribeAsync()).Health == TopologyHealth.Unhealthy);
    }

    [Fact]
    public async Task A_dead_seed_among_good_ones_does_no_harm()
    {
        var dead = new RedisEndpoint("127.0.0.1", FreePorts.Next());
        await using var topology = await FormedTopology.CreateAsync(
            await MasterReplicaServers.StartAsync(), options => options with { Endpoints = [dead, .. options.Endpoints] });

        var write = await topology.WriteAsync("key", "value");

        Assert.Equal(topology.Servers.DataNodes[0].Endpoint, write.ServedBy);
    }

    [Fact]
    public async Task A_wrong_password_is_named_in_the_error()
    {
        await using var servers = await MasterReplicaServers.StartAsync(replicas: 1, password: "right");
        await using var connection = RedisConnection.Create(FormedTopology.OptionsFor(servers) with { Password = "wrong" });

        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await connection.ReadAsync("key"));

        Assert.Contains("WRONGPASS", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.MayHaveBeenApplied);
    }

    [Fact]
    public async Task A_write_to_a_stopped_master_ends_in_time_and_says_that_it_may_have_been_applied()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        topology.Servers.DataNodes[0].Pause();
        var start = TimeProvider.System.GetTimestamp();

        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await topology.WriteAsync("key", "value"));

        Assert.True(exception.MayHaveBeenApplied);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task An_error_of_the_server_is_handed_over_as_it_is()
    {
        await using var topology = await FormedTopology.CreateAsync(await MasterReplicaServers.StartAsync());
        await topology.Connection.ExecuteAsync(RedisCommand.Create("LPUSH", "list", "item"));

        var exception = await Assert.ThrowsAsync<RedisServerException>(
            async () => await topology.Connection.ExecuteAsync(RedisCommand.Create("INCR", "list")));

        Assert.Equal("WRONGTYPE", exception.Code);
    }
}
