using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using TestServers;

namespace Hosting.Tests;

/// <summary>What is there after a topology, what comes back with kept data, and what is told when a topology can not start.</summary>
public sealed class TopologyLifetimeTests : IDisposable
{
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
            add(builder).WithDataDirectory(_path).WithPassword(builder.AddParameter("password", TestApplication.Password, secret: true)));

    private static Task<string> WaitUntilFailedAsync(TestApplication application) => application.Notifications
        .WaitForResourceAsync("cache", update => update.Snapshot.State?.Text == KnownResourceStates.FailedToStart, application.Deadline)
        .ContinueWith(
            update => (string)update.Result.Snapshot.Properties.Single(property => property.Name == NodeStatus.TopologyProperty).Value!,
            application.Deadline,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);

    private static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, TemporaryRoot.DirectoryMode);
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
