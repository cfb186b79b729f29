using Aspire.Hosting.RedisTopologies;
using RedisLib;
using RedisLib.Administration;

namespace Hosting.Tests;

public sealed class MasterKnowledgeTests
{
    private static readonly RedisEndpoint[] Nodes = [new("127.0.0.1", 1), new("127.0.0.1", 2), new("127.0.0.1", 3)];
    private static readonly Dictionary<RedisEndpoint, string> Names = new() { [Nodes[0]] = "a", [Nodes[1]] = "b", [Nodes[2]] = "c" };

    [Fact]
    public void A_node_that_died_long_ago_has_superseded_data_and_is_not_current()
    {
        var known = Look(new MasterKnowledge(), 0, Master(0), Replica(1, of: 0), Replica(2, of: 0));
        known = Look(known, 1, Silent(0), Master(1), Replica(2, of: 1));
        Assert.Equal("b", known.Master);
        Assert.Equal(["a", "b", "c"], known.Current.Order());

        known = Look(known, 7, Silent(0), Master(1), Replica(2, of: 1));
        Assert.Equal(["b", "c"], known.Current.Order());
        Assert.Equal(["a", "b", "c"], known.InSync.Order());
    }

    [Fact]
    public void A_replica_without_a_link_falls_behind_and_is_current_again_when_it_is_in_sync()
    {
        var known = Look(new MasterKnowledge(), 0, Master(0), Replica(1, of: 0));
        known = Look(known, 1, Master(0), Replica(1, of: 0, problem: "its link is down"));
        known = Look(known, 6, Master(0), Replica(1, of: 0, problem: "its link is down"));
        Assert.Equal(["a"], known.Current);
        Assert.Equal(["a", "b"], Look(known, 7, Master(0), Replica(1, of: 0)).Current.Order());
    }

    [Fact]
    public void Nobody_falls_behind_a_master_that_does_not_answer()
    {
        var known = Look(new MasterKnowledge(), 0, Master(0), Replica(1, of: 0));
        known = Look(known, 1, Master(0), Silent(1));
        known = Look(known, 60, Silent(0), Silent(1));
        known = Look(known, 61, Master(0), Silent(1));
        Assert.Equal(["a", "b"], known.Current.Order());
    }

    [Fact]
    public void A_node_of_an_earlier_run_that_is_seen_no_more_is_not_current()
    {
        var known = Look(new MasterKnowledge { InSync = ["a", "gone"], Current = ["gone"] }, 0, Master(0));
        Assert.Equal(["a"], known.Current);
    }

    [Fact]
    public void A_master_beside_the_master_has_data_of_its_own()
    {
        var known = Look(new MasterKnowledge(), 0, Master(0), Replica(1, of: 0), Replica(2, of: 0));
        known = Look(known, 1, Master(1), Master(0), Replica(2, of: 1));
        Assert.Equal(["b", "c"], known.InSync.Order());
        Assert.Equal(["b", "c"], known.Current.Order());

        known = Look(known, 2, Master(1), Silent(0), Replica(2, of: 1));
        Assert.Equal(["a"], known.OnTheirOwn);
        Assert.Empty(Look(known, 3, Master(1), Replica(0, of: 1), Replica(2, of: 1)).OnTheirOwn);
    }

    /// <summary>The knowledge after a look at nodes of which the first that is a master is the topology's.</summary>
    private static MasterKnowledge Look(MasterKnowledge known, int second, params NodeDescription[] nodes) => known.After(
        new TopologyDescription(
            RedisMode.MasterReplica, TopologyHealth.Degraded, [], [.. nodes.Where(node => node.Role == NodeRole.Master).Select(node => node.Endpoint).Take(1)], [], nodes),
        Names,
        TimeSpan.FromSeconds(second));

    private static NodeDescription Master(int node) => new(Nodes[node], NodeRole.Master, null, [], null);

    private static NodeDescription Replica(int node, int of, string? problem = null) => new(Nodes[node], NodeRole.Replica, Nodes[of], [], problem);

    private static NodeDescription Silent(int node) => new(Nodes[node], NodeRole.Unknown, null, [], "silent");
}
