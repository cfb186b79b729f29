using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using TestServers;

namespace Hosting.Tests;

/// <summary>Data that containers keep over restarts of the application.</summary>
public sealed class KeptContainerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hosting-tests-{Guid.NewGuid():N}");
    private string? _kept;

    [ContainerFact]
    public async Task Data_in_volumes_survives_a_restart_and_only_temporary_volumes_are_removed()
    {
        // The names of kept volumes are made of the application's and the node's.
        var before = await VolumesAsync();
        IReadOnlyList<string> kept = [];
        try
        {
            await using (var first = await StartAsync(topology => topology.WithDataVolume()))
            {
                _kept = first.Resource<RedisTopologyResource>("kept").Settings.DataDirectory;
                await first.RunAsync("kept-1", "SET", "key", "value");
                kept = [.. (await VolumesAsync()).Except(before)];
                Assert.Equal(2, kept.Count);
            }

            await using (var second = await StartAsync(topology => topology.WithDataVolume()))
            {
                Assert.Equal("value", (await second.RunAsync("kept-1", "GET", "key")).AsString());
                Assert.Equal("value", (await second.RunAsync("kept-2", "GET", "key")).AsString());
            }

            Assert.Equal(kept.Order(StringComparer.Ordinal), (await VolumesAsync()).Except(before).Order(StringComparer.Ordinal));
        }
        finally
        {
            if (kept.Count > 0)
            {
                await ContainerEngine.RunAsync(["volume", "rm", .. kept]);
            }
        }

        Assert.Empty((await VolumesAsync()).Except(before));
    }

    [ContainerFact]
    public async Task Data_in_a_directory_survives_a_restart_without_any_volume()
    {
        var before = await VolumesAsync();
        await using (var first = await StartAsync(topology => topology.WithDataDirectory(_path)))
        {
            await first.RunAsync("kept-1", "SET", "key", "value");
            Assert.Empty((await VolumesAsync()).Except(before));
        }

        await using var second = await StartAsync(topology => topology.WithDataDirectory(_path));
        Assert.Equal("value", (await second.RunAsync("kept-1", "GET", "key")).AsString());
        Assert.Equal("value", (await second.RunAsync("kept-2", "GET", "key")).AsString());
    }

    [ContainerFact]
    public async Task Temporary_volumes_are_gone_when_the_process_that_made_them_is()
    {
        var name = $"redis-topologies-test-{Guid.NewGuid():N}";
        await ContainerEngine.RunAsync("volume", "create", name);
        using (var remover = new Remover())
        {
            remover.RemoveVolumeAtExit(Machine.ContainerRuntime.Command, name);
        }

        await Eventually.Is(async () => !(await VolumesAsync()).Contains(name));
    }

    public void Dispose()
    {
        TemporaryRoot.Remove(_path);
        if (_kept is not null)
        {
            TemporaryRoot.Remove(_kept);
        }
    }

    private static Task<TestApplication> StartAsync(
        Func<IResourceBuilder<RedisReplicationResource>, IResourceBuilder<RedisReplicationResource>> keep) => TestApplication.StartAsync(
            builder => keep(builder.AddRedisReplication("kept", replicas: 1)
                .WithImage(ContainerEngine.Image, ContainerEngine.Tag)
                .WithPassword(builder.AddParameter("password", TestApplication.Password, secret: true))),
            RedisRuntime.Container);

    /// <summary>The volumes of this test's topology; others of the machine come and go meanwhile.</summary>
    private static async Task<IReadOnlyList<string>> VolumesAsync() =>
    [
        .. (await ContainerEngine.RunAsync("volume", "ls", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name.Contains("kept-", StringComparison.Ordinal) || name.StartsWith("redis-topologies-test-", StringComparison.Ordinal)),
    ];
}
