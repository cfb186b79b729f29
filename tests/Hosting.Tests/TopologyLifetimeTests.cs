using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using RedisLib;
using TestServers;

namespace Hosting.Tests;

/// <summary>What is there after a topology, what comes back with kept data, and what is told when a topology can not start.</summary>
public sealed class TopologyLifetimeTests : IDisposable
{
    private const string Key = "{bbb}key";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hosting-tests-{Guid.NewGuid():N}");

    [Fact]
    public async Task Nothing_is_left_of_a_topology_whose_data_is_not_kept()
    {
        string directory;
        await using (var application = await TestApplication.StartAsync(builder => builder.AddRedisReplication("cache")))
        {
            directory = application.Resource<RedisTopologyResource>("cache").TemporaryPath;
            Assert.True(Directory.Exists(directory));
            Assert.NotEmpty(ProcessesIn(directory));
        }

        await Eventually.Is(() => !Directory.Exists(directory));
        await Eventually.Is(() => ProcessesIn(directory).Count == 0);
    }

    [Fact]
    public async Task Kept_data_comes_back_with_the_roles_that_it_had()
    {
        await using (var first = await StartKeptAsync(builder => builder.AddRedisReplication("cache")))
        {
            await first.ExecuteAsync("cache-2", NodeCommands.FailOverToThis);
            await first.RunAsync("cache-2", "SET", "key", "value");
        }

        await using var second = await StartKeptAsync(builder => builder.AddRedisReplication("cache"));
        await second.WaitForRoleAsync("cache-2", "master");
        Assert.Equal("value", (await second.RunAsync("cache-2", "GET", "key")).AsString());
        Assert.Equal("value", (await second.RunAsync("cache-1", "GET", "key")).AsString());
    }

    [Fact]
    public async Task A_kept_cluster_comes_back_on_its_ports_with_its_data()
    {
        int port;
        await using (var first = await StartKeptAsync(builder => builder.AddRedisCluster("cache")))
        {
            port = first.Resource<IRedisNodeResource>("cache-1").GetEndpoint("tcp").Port;
            await first.RunAsync("cache-1", "SET", "{bbb}", "value");
        }

        await using var second = await StartKeptAsync(builder => builder.AddRedisCluster("cache"));
        Assert.Equal(port, second.Resource<IRedisNodeResource>("cache-1").GetEndpoint("tcp").Port);
        Assert.Equal("value", (await second.RunAsync("cache-1", "GET", "{bbb}")).AsString());
    }

    [Fact]
    public async Task A_kept_cluster_whose_first_start_was_cut_short_starts_when_what_was_in_the_way_is_gone()
    {
        var firstPort = FreeBlock(12);
        using (var other = new TcpListener(IPAddress.Any, firstPort + 1))
        {
            other.Start();
            await using var first = TestApplication.Begin(builder => Keep(builder, builder.AddRedisCluster("cache")).WithPorts(firstPort));
            Assert.Contains("cache-2 did not start", await WaitUntilFailedAsync(first), StringComparison.Ordinal);
            await Eventually.Is(() => File.Exists(Path.Combine(_path, "cache-1", TopologyDirectory.ClusterFile)));
        }

        await using var second = await StartKeptAsync(builder => builder.AddRedisCluster("cache").WithPorts(firstPort));
        await second.WaitUntilHealthyAsync("cache");
    }

    [Fact]
    public async Task Kept_sentinels_watch_the_master_of_the_run_before()
    {
        await using (var first = await StartKeptAsync(builder => builder.AddRedisSentinel("cache")))
        {
            await first.ExecuteAsync("cache", TopologyCommands.FailOver);
            await first.WaitForRoleAsync("cache-1", "replica");
        }

        await using var second = await StartKeptAsync(builder => builder.AddRedisSentinel("cache"));
        await second.WaitForRoleAsync("cache-1", "replica");
    }

    [Theory]
    [InlineData(RedisMode.MasterReplica)]
    [InlineData(RedisMode.Sentinel)]
    [InlineData(RedisMode.Cluster)]
    public async Task No_key_is_lost_when_everything_is_killed_and_the_masters_directory_is_gone(RedisMode mode)
    {
        await using (var first = await StartKeptAsync(builder => Topologies.Add(builder, mode)))
        {
            await first.RunAsync("cache-1", "SET", Key, "value");
            await WaitUntilOnAllDisksAsync(first);
            await Task.WhenAll(first.Resource<RedisTopologyResource>("cache").Nodes.Select(node => first.ExecuteAsync(node.Name, NodeCommands.Kill)));
        }

        Directory.Delete(Path.Combine(_path, "cache-1"), recursive: true);
        await using var second = await StartKeptAsync(builder => Topologies.Add(builder, mode));
        await using var client = await ConnectAsync(second);
        Assert.Equal("value", (await client.ExecuteAsync(RedisCommand.Create("GET", Key), second.Deadline)).AsString());
    }

    [Fact]
    public async Task No_key_is_lost_when_it_is_not_known_any_more_who_was_the_master()
    {
        await using (var first = await StartKeptAsync(builder => builder.AddRedisReplication("cache", replicas: 1)))
        {
            await first.RunAsync("cache-1", "SET", Key, "value");
            await WaitUntilOnAllDisksAsync(first);
        }

        File.Delete(Path.Combine(_path, "topology.json"));
        await using var second = TestApplication.Begin(builder => Keep(builder, builder.AddRedisReplication("cache", replicas: 1)));
        var problem = await second.WaitForPropertyAsync("cache", NodeStatus.TopologyProperty, value => value?.Contains("REPLICAOF", StringComparison.Ordinal) == true);
        Assert.Contains("cache-1", problem, StringComparison.Ordinal);
        foreach (var node in (string[])["cache-1", "cache-2"])
        {
            Assert.Equal("value", (await second.RunAsync(node, "GET", Key)).AsString());
        }

        var wanted = second.Resource<IRedisNodeResource>("cache-2").GetEndpoint("tcp");
        await second.RunAsync("cache-1", "REPLICAOF", wanted.Host, wanted.Port);
        await second.WaitUntilHealthyAsync("cache");
        Assert.Equal("value", (await second.RunAsync("cache-2", "GET", Key)).AsString());
    }

    [Fact]
    public async Task A_node_that_died_long_ago_follows_the_last_master_however_much_it_has()
    {
        await RunUntilTheFirstHasFallenBehindAsync();

        await using var second = await StartKeptAsync(builder => builder.AddRedisReplication("cache"));
        await second.WaitForRoleAsync("cache-2", "master");
        foreach (var node in (string[])["cache-1", "cache-2", "cache-3"])
        {
            Assert.Equal("value", (await second.RunAsync(node, "GET", Key)).AsString());
            Assert.Equal(1, (await second.RunAsync(node, "DBSIZE")).AsInt64());
        }
    }

    [Fact]
    public async Task A_node_that_died_long_ago_is_neither_gone_on_from_nor_wiped_where_the_others_have_lost_their_data()
    {
        await RunUntilTheFirstHasFallenBehindAsync();
        Directory.Delete(Path.Combine(_path, "cache-2"), recursive: true);
        Directory.Delete(Path.Combine(_path, "cache-3"), recursive: true);

        await using var second = TestApplication.Begin(builder => Keep(builder, builder.AddRedisReplication("cache")));
        var problem = await second.WaitForPropertyAsync("cache", NodeStatus.TopologyProperty, value => value?.Contains("FLUSHALL", StringComparison.Ordinal) == true);
        Assert.StartsWith("Only cache-1 holds data, and had fallen behind", problem, StringComparison.Ordinal);

        var wanted = second.Resource<IRedisNodeResource>("cache-1").GetEndpoint("tcp");
        await second.RunAsync("cache-2", "REPLICAOF", wanted.Host, wanted.Port);
        await second.RunAsync("cache-3", "REPLICAOF", wanted.Host, wanted.Port);
        await second.WaitUntilHealthyAsync("cache");
        Assert.Equal("old", (await second.RunAsync("cache-2", "GET", "c")).AsString());
    }

    [Fact]
    public async Task A_second_application_on_a_kept_directory_says_so_and_runs_no_server()
    {
        await using var first = await StartKeptAsync(builder => builder.AddRedisReplication("cache"));
        await using var second = TestApplication.Begin(builder => Keep(builder, builder.AddRedisReplication("cache")));
        Assert.Contains($"Another AppHost or topology that runs now uses {_path}", await WaitUntilFailedAsync(second), StringComparison.Ordinal);
        Assert.Equal(3, ProcessesIn(_path).Count);
    }

    [Fact]
    public async Task The_topology_is_watched_on_when_its_state_can_not_be_written()
    {
        await using var application = await StartKeptAsync(builder => builder.AddRedisReplication("cache"));
        var state = Path.Combine(_path, "topology.json");
        File.Delete(state);
        Directory.CreateDirectory(Path.Combine(state, "in-the-way"));
        await application.ExecuteAsync("cache-2", NodeCommands.FailOverToThis);
        await application.WaitForRoleAsync("cache-2", "master");
        await application.ExecuteAsync("cache-3", NodeCommands.Kill);
        await application.WaitForRoleAsync("cache-3", NodeStatus.SilentRole);

        Directory.Delete(state, recursive: true);
        await Eventually.Is(() => File.Exists(state) && File.ReadAllText(state).Contains("\"Master\": \"cache-2\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_not_installed_is_told_at_once()
    {
        await using var application = TestApplication.Begin(builder => builder.AddRedisReplication("cache")
            .WithExecutable("no-such-redis-server").WithRuntime(RedisRuntime.Process));
        var reason = await WaitUntilFailedAsync(application);
        Assert.Contains("no-such-redis-server is not installed: install", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_ends_at_once_fails_the_topology_with_its_exit_code()
    {
        Directory.CreateDirectory(_path);
        var server = Path.Combine(_path, "broken-server");
        await File.WriteAllTextAsync(server, "#!/bin/sh\n[ \"$1\" = --version ] && { echo 'Redis server v=7.0.15'; exit 0; }\nexit 3\n");
        MakeExecutable(server);
        await using var application = TestApplication.Begin(builder => builder.AddRedisReplication("cache")
            .WithExecutable(server).WithRuntime(RedisRuntime.Process));
        Assert.Contains("with exit code 3", await WaitUntilFailedAsync(application), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fixed_port_that_somebody_else_holds_fails_the_topology()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var application = TestApplication.Begin(builder => builder.AddRedisReplication("cache", replicas: 0)
            .WithPorts(port).WithRuntime(RedisRuntime.Process));
        Assert.Contains("cache-1 did not start", await WaitUntilFailedAsync(application), StringComparison.Ordinal);
    }

    public void Dispose() => TemporaryRoot.Remove(_path);

    private Task<TestApplication> StartKeptAsync<T>(Func<IDistributedApplicationBuilder, IResourceBuilder<T>> add)
        where T : RedisTopologyResource => TestApplication.StartAsync(builder =>
            Keep(builder, add(builder)));

    private IResourceBuilder<T> Keep<T>(IDistributedApplicationBuilder builder, IResourceBuilder<T> topology)
        where T : RedisTopologyResource => topology.WithRuntime(RedisRuntime.Process).WithDataDirectory(_path)
            .WithPassword(builder.AddParameter("password", TestApplication.Password, secret: true));

    /// <summary>Leaves kept data of a run whose first master died with more keys than the others have since, one of them new.</summary>
    private async Task RunUntilTheFirstHasFallenBehindAsync()
    {
        await using var first = await StartKeptAsync(builder => builder.AddRedisReplication("cache"));
        await first.RunAsync("cache-1", "MSET", "a", "old", "b", "old", "c", "old");

        // A replica that lacks what another one has does not take over.
        Assert.Equal(2, (await first.RunAsync("cache-1", "WAIT", 2, 0)).AsInt64());
        await WaitUntilOnAllDisksAsync(first);
        await first.ExecuteAsync("cache-1", NodeCommands.Kill);
        await first.ExecuteAsync("cache-2", NodeCommands.FailOverToThis);
        await first.RunAsync("cache-2", "DEL", "a", "b", "c");
        await first.RunAsync("cache-2", "SET", Key, "value");
        Assert.Equal(1, (await first.RunAsync("cache-2", "WAIT", 1, 0)).AsInt64());
        var state = Path.Combine(_path, "topology.json");
        await Eventually.Is(() => KeptState.Parse(File.ReadAllText(state)) is { Master: "cache-2", Current: ["cache-2", "cache-3"] });
    }

    /// <summary>
    /// Waits until no node has anything left to write: a replica that has just got its first copy has it in its append-only file
    /// only when that is written anew, and nothing of it before.
    /// </summary>
    private static async Task WaitUntilOnAllDisksAsync(TestApplication application)
    {
        foreach (var node in application.Resource<RedisTopologyResource>("cache").DataNodes)
        {
            await Eventually.Is(async () =>
            {
                var info = (await application.RunAsync(node.Name, "INFO")).AsString();
                return info.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal) && info.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal)
                    && (info.Contains("role:master", StringComparison.Ordinal) || info.Contains("master_sync_in_progress:0", StringComparison.Ordinal));
            });
        }

        Assert.True((await application.RunAsync("cache-1", "WAIT", 1, 0)).AsInt64() >= 1);
    }

    /// <summary>Connects as an application does, to whatever nodes there are now.</summary>
    private static async Task<IRedisConnection> ConnectAsync(TestApplication application)
    {
        var topology = application.Resource<RedisTopologyResource>("cache");
        var connectionString = (await topology.ConnectionStringExpression.GetValueAsync(application.Deadline))!;
        return RedisConnection.Create(RedisConnectionString.Parse(topology.Mode, connectionString));
    }

    private static Task<string> WaitUntilFailedAsync(TestApplication application) => application.Notifications
        .WaitForResourceAsync("cache", update => update.Snapshot.State?.Text == KnownResourceStates.FailedToStart, application.Deadline)
        .ContinueWith(
            update => (string)update.Result.Snapshot.Properties.Single(property => property.Name == NodeStatus.TopologyProperty).Value!,
            application.Deadline,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);

    /// <summary>The first of so many free ports that follow each other.</summary>
    private static int FreeBlock(int length)
    {
        var first = 7400;
        while (Enumerable.Range(first, length).Any(port => !Aspire.Hosting.RedisTopologies.FreePorts.IsFree(port)))
        {
            first += length;
        }

        return first;
    }

    private static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, PrivateFiles.DirectoryMode);
        }
    }

    /// <summary>The processes whose working directory is inside a directory; a server's is its data directory.</summary>
    private static IReadOnlyList<string> ProcessesIn(string directory) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(process => WorkingDirectoryOf(process)).OfType<string>()
            .Where(path => path.StartsWith(directory, StringComparison.Ordinal)),
    ];

    private static string? WorkingDirectoryOf(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
