using RedisLib.Connections;
using RedisLib.Tests.Connections;
using RedisLib.Topologies;
using TestServers;

namespace RedisLib.Tests.Topologies;

public sealed class ServingNodesTests : IAsyncLifetime
{
    private readonly List<ScriptedPeer> _peers = [];
    private NodeConnection[] _nodes = [];

    private NodeConnection Master => _nodes[0];

    private NodeConnection First => _nodes[1];

    private NodeConnection Second => _nodes[2];

    private NodeConnection Stale => _nodes[3];

    /// <summary>A node that no connection leads to.</summary>
    private NodeConnection Dead => _nodes[4];

    private ServingNodes All => new(Master, [First, Second], [Stale]);

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            _peers.Add(new ScriptedPeer(async session =>
            {
                await session.AcceptHelloAsync();
                await session.StayAsync();
            }));
        }

        var endpoints = _peers.Select(peer => peer.Endpoint).Append(new RedisEndpoint("127.0.0.1", FreePorts.Next()));
        _nodes = [.. endpoints.Select(endpoint => new NodeConnection(new NodeConnectionOptions { Endpoint = endpoint, HeartbeatInterval = TimeSpan.FromHours(1) }))];
        await Task.WhenAll(_nodes[..4].Select(node => node.WaitUntilConnectedAsync()));
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        await Task.WhenAll(_peers.Select(peer => peer.DisposeAsync().AsTask()));
    }

    [Fact]
    public void Writes_go_to_the_master_and_to_nobody_else()
    {
        Assert.All(Turns(Access.Write, All), node => Assert.Same(Master, node));
        Assert.Null(Choose(Access.Write, All, avoided: Master));
        Assert.Null(Choose(Access.Write, All with { Master = Dead }));
        Assert.Null(Choose(Access.Write, All with { Master = null }));
    }

    [Fact]
    public void Reads_are_spread_over_the_replicas_in_sync() => Assert.Equal([First, Second, First, Second, First, Second], Turns(Access.Read, All));

    [Fact]
    public void Reads_fall_back_to_the_master_and_then_to_replicas_that_have_lost_it()
    {
        Assert.Same(Master, Choose(Access.Read, All, avoided: [First, Second]));
        Assert.Same(Stale, Choose(Access.Read, All, avoided: [First, Second, Master]));
        Assert.Null(Choose(Access.Read, All, avoided: [First, Second, Master, Stale]));
    }

    [Fact]
    public void A_dead_replicas_share_goes_to_all_others() =>
        Assert.Equal([First, Second, First, Second, First, Second], Turns(Access.Read, All with { Replicas = [First, Dead, Second] }));

    [Fact]
    public void Reads_from_anywhere_are_spread_over_the_master_too() =>
        Assert.Equal([First, Second, Master, First, Second, Master], Turns(Access.ReadAnywhere, All));

    [Fact]
    public void Who_prefers_the_master_reads_there_as_long_as_there_is_one()
    {
        Assert.Same(Master, All.Choose(Access.Read, ReadPreference.Master, 0, []));
        Assert.Same(First, (All with { Master = null }).Choose(Access.Read, ReadPreference.Master, 0, []));
    }

    [Fact]
    public void Nobody_serves_nothing() => Assert.Null(Choose(Access.ReadAnywhere, ServingNodes.None));

    private static NodeConnection? Choose(Access access, ServingNodes serving, params NodeConnection[] avoided) =>
        serving.Choose(access, ReadPreference.Replica, 0, avoided);

    private static IEnumerable<NodeConnection?> Turns(Access access, ServingNodes serving) =>
        Enumerable.Range(0, 6).Select(turn => serving.Choose(access, ReadPreference.Replica, (uint)turn, []));
}
