using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Hosting.Tests;

/// <summary>What the model is with kept data, whatever this machine offers.</summary>
public sealed class KeptRuntimeTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hosting-tests-{Guid.NewGuid():N}");

    [Theory]
    [InlineData(RedisRuntime.Container)]
    [InlineData(RedisRuntime.Process)]
    public void Automatically_nodes_stay_what_they_were_when_the_data_was_written(RedisRuntime kept)
    {
        var topology = Add(kept).Resource;
        Assert.All(topology.Nodes, node => Assert.Equal(kept == RedisRuntime.Container, node is RedisNodeContainerResource));
        Assert.EndsWith("as those did whose data is kept", topology.Plan!.Decision.Reason);
    }

    [Fact]
    public void A_runtime_that_is_set_wins_over_what_the_nodes_were()
    {
        var topology = Add(RedisRuntime.Container).WithRuntime(RedisRuntime.Process).Resource;
        Assert.All(topology.Nodes, node => Assert.IsType<RedisNodeProcessResource>(node));
    }

    public void Dispose() => TemporaryRoot.Remove(_path);

    private IResourceBuilder<RedisReplicationResource> Add(RedisRuntime kept)
    {
        using (var directory = new TopologyDirectory(_path, "cache", isKept: true))
        {
            directory.WriteState(new KeptState(
                "cache", RedisMode.MasterReplica, kept, new Dictionary<string, NodePorts> { ["cache-1"] = new(20001, null) }, "cache-1", ["cache-1"]));
        }

        return TestApplication.NewBuilder().AddRedisReplication("cache", replicas: 0).WithDataDirectory(_path);
    }
}
