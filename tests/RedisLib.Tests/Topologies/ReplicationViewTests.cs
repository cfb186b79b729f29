using RedisLib.Connections;
using RedisLib.Topologies;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Topologies;

public sealed class ReplicationViewTests : IAsyncLifetime
{
    private readonly NodePool _nodes = new(endpoint => new NodeConnection(new NodeConnectionOptions { Endpoint = endpoint }));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _nodes.DisposeAsync().AsTask();

    [Fact]
    public void A_replica_of_another_master_serves_nothing()
    {
        var serving = ReplicationView.Of(At(1), [Master(1, 2), Replica(2, of: 1), Master(3, 4), Replica(4, of: 3)], _nodes);

        Assert.Equal([At(2)], serving.Replicas.Select(node => node.Endpoint));
        Assert.Empty(serving.StaleReplicas);
    }

    [Fact]
    public void A_replica_without_its_master_serves_what_it_has_and_nothing_when_it_has_copied_nothing_since_its_start()
    {
        var serving = ReplicationView.Of(null, [SilentNode(1), Replica(2, of: 1, isLinkUp: false, offset: 7), Replica(3, of: 1, isLinkUp: false, offset: 0)], _nodes);

        Assert.Empty(serving.Replicas);
        Assert.Equal([At(2)], serving.StaleReplicas.Select(node => node.Endpoint));
    }

    [Fact]
    public void A_replica_of_a_cluster_serves_when_it_says_that_it_is_in_sync_until_its_connection_breaks()
    {
        var replicas = ClusterReplicas.None.With([Replica(2, of: 1), Replica(3, of: 1, isLinkUp: false), Replica(4, of: 1, isLinkUp: false, offset: 0)]);

        Assert.Equal([At(2)], replicas.InSync);
        Assert.Equal([At(3)], replicas.Stale);
        Assert.Equal([At(2)], replicas.With([SilentNode(2)]).InSync);
        Assert.Empty(replicas.Without([At(2)]).With([SilentNode(2)]).InSync);
    }
}
