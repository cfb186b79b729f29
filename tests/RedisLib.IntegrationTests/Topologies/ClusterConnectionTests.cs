using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Slots;
using TestServers;

namespace RedisLib.IntegrationTests.Topologies;

public sealed class ClusterConnectionTests
{
    [Fact]
    public async Task Our_hash_slots_are_the_servers()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        string[] keys = ["", "key", "{user1000}.following", "foo{}{bar}", "foo{{bar}}zap", "foo{bar}{zap}", "ключ", "{}", "a{b", "}{"];
        foreach (var key in keys)
        {
            var slot = await topology.Connection.ExecuteAsync(RedisCommand.Create("CLUSTER", "KEYSLOT", key));
            Assert.Equal(slot.AsInt64(), HashSlot.Of(key));
        }
    }

    [Fact]
    public async Task Keys_are_written_to_the_masters_of_their_slots_and_read_from_their_replicas()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync(password: "secret"));
        var masters = new HashSet<RedisEndpoint>();
        var readers = new HashSet<RedisEndpoint>();
        for (var i = 0; i < 50; i++)
        {
            masters.Add((await topology.WriteAsync($"key:{i}", $"{i}")).ServedBy);
            var key = $"key:{i}";
            var text = $"{i}";
            await Eventually.Is(async () => (await topology.Connection.ReadAsync(key)).Text == text);
            readers.Add((await topology.Connection.ReadAsync(key)).ServedBy);
        }

        Assert.Equal(3, masters.Count);
        Assert.Equal(3, readers.Count);
        Assert.Empty(masters.Intersect(readers));
    }

    [Fact]
    public async Task A_fill_counts_what_each_master_took()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());

        var result = await topology.Cluster.FillAsync(3000);

        Assert.Equal(3000, result.Masters.Sum(master => master.Count));
        Assert.Equal(HashSlot.Count, result.Masters.Sum(master => master.Slots.Sum(slots => slots.Count)));
        Assert.All(result.Masters, master => Assert.InRange(master.Count, 800, 1200));
    }

    [Fact]
    public async Task Writes_of_a_dead_shard_go_on_at_its_replica()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        var before = (await topology.WriteAsync("after", "1")).ServedBy;
        await Eventually.Is(async () => (await topology.Connection.ReadAsync("after")).Text == "1");

        await topology.Server(before).KillAsync();
        Assert.Equal("1", (await topology.Connection.ReadAsync("after")).Text);
        await topology.WriteToAnotherMasterAsync(before);
    }

    [Fact]
    public async Task Writes_of_a_shard_whose_master_stopped_answering_go_on_at_its_replica()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        var before = (await topology.WriteAsync("after", "1")).ServedBy;

        topology.Server(before).Pause();
        await topology.WriteToAnotherMasterAsync(before);
    }

    [Fact]
    public async Task Nothing_is_written_to_a_paused_master_that_was_replaced_when_it_goes_on_and_reads_are_when_it_is_a_replica()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        var old = (await topology.WriteAsync("after", "1")).ServedBy;
        var nodes = (await topology.Administrator.DescribeAsync(CancellationToken.None)).Nodes;
        var replica = nodes.Single(node => node.MasterEndpoint == old && node.Role == NodeRole.Replica).Endpoint;
        var bystander = nodes.First(node => node.Role == NodeRole.Master && node.Endpoint != old).Endpoint;

        // A forgotten node stays unknown for a minute, so that nobody can tell the old master of its promotion.
        await topology.RunAsync(old, RedisCommand.Create("CLUSTER", "FORGET", (await topology.RunAsync(replica, RedisCommand.Create("CLUSTER", "MYID"))).AsString()));
        topology.Server(old).Pause();
        var now = await topology.WriteToAnotherMasterAsync(old);
        topology.Server(old).Resume();
        var questions = await CountMapQuestionsAsync(topology.Server(old));
        var masters = new HashSet<RedisEndpoint>();
        var written = 0;
        await Eventually.Is(
            async () =>
            {
                masters.Add((await topology.WriteAsync($"new:{{after}}{written}", "value")).ServedBy);
                written++;

                // A health check connects to the old master again. A client that another master hangs up on asks all for the map.
                _ = await topology.Connection.DescribeAsync();
                await topology.RunAsync(bystander, RedisCommand.Create("CLIENT", "KILL", "TYPE", "normal"));
                return await CountMapQuestionsAsync(topology.Server(old)) >= questions + 3;
            },
            what: "the client has asked the old master for the map, again and again");
        Assert.Equal([now], masters);
        Assert.Equal("master", (await topology.RunAsync(old, RedisCommand.Create("ROLE"))).AsArray()[0].AsString());
        Assert.Empty((await topology.RunAsync(old, RedisCommand.Create("KEYS", "new:*"))).AsArray());

        await topology.RunAsync(old, RedisCommand.Create("CLUSTER", "MEET", now.Host, now.Port));
        var last = $"new:{{after}}{written - 1}";
        ReadResult read = default;
        await Eventually.Is(async () => (read = await topology.Connection.ReadAsync(last)).ServedBy == old, TimeSpan.FromSeconds(30));
        Assert.Equal("value", read.Text);
    }

    [Fact]
    public async Task Reads_of_a_shard_fall_back_to_its_master_when_its_replica_is_dead()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        var master = (await topology.WriteAsync("key", "value")).ServedBy;
        var replica = (await topology.Connection.DescribeAsync()).Nodes.Single(node => node.MasterEndpoint == master && node.Role == NodeRole.Replica).Endpoint;

        await topology.Server(replica).KillAsync();
        var read = await topology.Connection.ReadAsync("key");

        Assert.Equal("value", read.Text);
        Assert.Equal(master, read.ServedBy);
    }

    [Fact]
    public async Task A_replica_that_comes_back_empty_is_not_read_before_it_is_in_sync()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        var master = (await topology.WriteAsync("key", "value")).ServedBy;
        await Eventually.Is(async () => (await topology.Connection.ReadAsync("key")).Text == "value");
        var replica = (await topology.Connection.DescribeAsync()).Nodes.Single(node => node.MasterEndpoint == master && node.Role == NodeRole.Replica).Endpoint;

        // A master that is paused can not bring the replica up to date; nobody notices that within the node time-out.
        topology.Server(master).Pause();
        await topology.Server(replica).RestartAsync();
        await Eventually.Is(async () => await AnswersAsync(replica));
        var read = await Record.ExceptionAsync(async () => Assert.Equal("value", (await topology.Connection.ReadAsync("key")).Text));

        Assert.True(read is null or RedisUnavailableException, read?.ToString());
    }

    [Fact]
    public async Task Keys_of_several_slots_are_refused_in_redis_own_words()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());

        var exception = await Assert.ThrowsAsync<RedisServerException>(
            async () => await topology.Connection.ExecuteAsync(RedisCommand.Create("MSET", "a", "1", "b", "2")));

        Assert.Equal("CROSSSLOT", exception.Code);
        Assert.Equal("OK", (await topology.Connection.ExecuteAsync(RedisCommand.Create("MSET", "{t}a", "1", "{t}b", "2"))).AsString());
    }

    [Fact]
    public async Task Every_answer_is_right_while_slots_move_under_a_running_client()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        const string tag = "{moving}";
        const int keys = 40;
        for (var i = 0; i < keys; i++)
        {
            await topology.WriteAsync($"{tag}{i}", $"{i}:0");
        }

        foreach (var server in topology.Servers.DataNodes)
        {
            await topology.RunAsync(server.Endpoint, RedisCommand.Create("CONFIG", "RESETSTAT"));
        }

        var rounds = 0;
        using var stop = new CancellationTokenSource();
        var client = Task.Run(async () =>
        {
            for (var round = 1; !stop.IsCancellationRequested; round++)
            {
                Volatile.Write(ref rounds, round);
                for (var i = 0; i < keys; i++)
                {
                    await topology.WriteAsync($"{tag}{i}", $"{i}:{round}");
                    var read = await topology.Connection.ExecuteAsync(RedisCommand.Create("GET", $"{tag}{i}"));
                    Assert.Equal($"{i}:{round}", read.AsString());
                }
            }
        });
        for (var move = 0; move < 4; move++)
        {
            await MoveSlotAsync(topology, HashSlot.Of(tag), halfWay: async () =>
            {
                // A whole round of the client while some keys are here and some there.
                var begun = Volatile.Read(ref rounds);
                await Eventually.Is(() => client.IsCompleted || Volatile.Read(ref rounds) > begun + 1);
            });
        }

        await stop.CancelAsync();
        await client;
        Assert.InRange(await CountRedirectionsAsync(topology, "ASK"), 4, long.MaxValue);
        Assert.InRange(await CountRedirectionsAsync(topology, "MOVED"), 1, long.MaxValue);
    }

    [Fact]
    public async Task Five_hundred_redirections_at_once_ask_for_the_map_only_a_few_times()
    {
        await using var topology = await FormedTopology.CreateAsync(await ClusterServers.StartAsync());
        const string tag = "{storm}";
        await MoveSlotAsync(topology, HashSlot.Of(tag));
        var before = await CountMapQuestionsAsync(topology);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => topology.WriteAsync($"{tag}{i}", "x").AsTask()));

        Assert.InRange(await CountMapQuestionsAsync(topology) - before, 0, 30);
    }

    [Fact]
    public async Task A_wrong_password_is_named_in_the_error()
    {
        await using var servers = await ClusterServers.StartAsync(replicasPerMaster: 0, password: "right");
        await using var connection = RedisConnection.Create(FormedTopology.OptionsFor(servers) with { Password = "wrong" });

        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(async () => await connection.ReadAsync("key"));

        Assert.Contains("the server refused the user or the password (WRONGPASS", exception.Message, StringComparison.Ordinal);
        Assert.Contains(servers.DataNodes, node => exception.Message.Contains($"{node.Endpoint}: ", StringComparison.Ordinal));
        Assert.False(exception.MayHaveBeenApplied);
    }

    [Fact]
    public async Task A_connection_made_while_a_seed_is_dead_finds_the_cluster_through_the_others()
    {
        await using var topology = await FormedTopology.CreateAsync(
            await ClusterServers.StartAsync(), options => options with { Endpoints = [new RedisEndpoint("127.0.0.1", FreePorts.Next()), options.Endpoints[4]] });

        Assert.Equal(3, (await topology.Cluster.FillAsync(100)).Masters.Count);
        Assert.Equal("ok", (await topology.Cluster.ClusterInfoAsync())["cluster_state"]);
        Assert.Equal(6, (await topology.Cluster.ClusterNodesAsync()).Count);
    }

    /// <summary>Moves a slot with its keys from its master to another one, as a live reshard does.</summary>
    /// <param name="topology">The cluster.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="halfWay">What to wait for while some keys are here and some there.</param>
    private static async Task MoveSlotAsync(FormedTopology topology, int slot, Func<Task>? halfWay = null)
    {
        var masters = (await topology.Administrator.DescribeAsync(CancellationToken.None)).Nodes.Where(node => node.Slots.Count > 0 && node.Role == NodeRole.Master).ToList();
        var source = masters.Single(node => node.Slots.Any(slots => slots.First <= slot && slot <= slots.Last)).Endpoint;
        var target = masters.First(node => node.Endpoint != source).Endpoint;
        await using var from = new NodeConnection(new() { Endpoint = source });
        await using var to = new NodeConnection(new() { Endpoint = target });
        var sourceId = (await from.ExecuteAsync(RedisCommand.Create("CLUSTER", "MYID"))).AsString();
        var targetId = (await to.ExecuteAsync(RedisCommand.Create("CLUSTER", "MYID"))).AsString();
        await to.ExecuteAsync(RedisCommand.Create("CLUSTER", "SETSLOT", slot, "IMPORTING", sourceId));
        await from.ExecuteAsync(RedisCommand.Create("CLUSTER", "SETSLOT", slot, "MIGRATING", targetId));
        while (true)
        {
            var keys = (await from.ExecuteAsync(RedisCommand.Create("CLUSTER", "GETKEYSINSLOT", slot, 5))).AsArray();
            if (keys.Count == 0)
            {
                break;
            }

            foreach (var key in keys)
            {
                await from.ExecuteAsync(RedisCommand.Create("MIGRATE", target.Host, target.Port, key.AsBytes(), 0, 5000));
            }

            await (halfWay?.Invoke() ?? Task.CompletedTask);
            halfWay = null;
        }

        await to.ExecuteAsync(RedisCommand.Create("CLUSTER", "SETSLOT", slot, "NODE", targetId));
        await from.ExecuteAsync(RedisCommand.Create("CLUSTER", "SETSLOT", slot, "NODE", targetId));
    }

    private static async Task<bool> AnswersAsync(RedisEndpoint endpoint)
    {
        await using var node = new NodeConnection(new() { Endpoint = endpoint });
        return !(await node.SendAsync(RedisCommand.Create("PING"))).IsError;
    }

    private static async Task<long> CountMapQuestionsAsync(FormedTopology topology)
    {
        var count = 0L;
        foreach (var server in topology.Servers.DataNodes)
        {
            count += await CountMapQuestionsAsync(server);
        }

        return count;
    }

    private static Task<long> CountMapQuestionsAsync(RedisProcess server) => ReadCountAsync(server, "commandstats", "cmdstat_cluster|slots:calls=");

    /// <summary>How many MOVED or ASK replies the servers have given since their statistics were reset.</summary>
    private static async Task<long> CountRedirectionsAsync(FormedTopology topology, string code)
    {
        var count = 0L;
        foreach (var server in topology.Servers.DataNodes)
        {
            count += await ReadCountAsync(server, "errorstats", $"errorstat_{code}:count=");
        }

        return count;
    }

    /// <summary>Reads the first number of a line of INFO; 0 where the line is not there.</summary>
    private static async Task<long> ReadCountAsync(RedisProcess server, string section, string start)
    {
        await using var node = new NodeConnection(new() { Endpoint = server.Endpoint });
        await node.WaitUntilConnectedAsync();
        var statistics = (await node.ExecuteAsync(RedisCommand.Create("INFO", section))).AsString();
        var line = statistics.Split('\n').FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[start.Length..].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
