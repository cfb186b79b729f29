using RedisLib.Administration;
using RedisLib.Slots;

namespace RedisLib.Tests.Administration;

public sealed class ClusterPlanTests
{
    private static readonly TopologySpecification Specification = new()
    {
        Mode = RedisMode.Cluster,
        DataNodes = [Node(1, busPort: 901), Node(2), Node(3)],
        Masters = 2,
    };

    [Fact]
    public void New_nodes_get_slots_and_epochs_and_are_introduced_to_each_other()
    {
        var steps = ClusterPlan.Next(Specification, [New(1), New(2), New(3)]).Select(step => step.ToString());

        Assert.Equal(
            [
                "h:1: CLUSTER ADDSLOTSRANGE 0 8191",
                "h:2: CLUSTER ADDSLOTSRANGE 8192 16383",
                "h:1: CLUSTER SET-CONFIG-EPOCH 1",
                "h:2: CLUSTER SET-CONFIG-EPOCH 2",
                "h:1: CLUSTER MEET h 2",
                "h:1: CLUSTER MEET h 3",
                "h:2: CLUSTER MEET h 3",
            ],
            steps);
    }

    [Fact]
    public void Nodes_that_know_each_other_are_made_replicas_when_they_have_no_slots()
    {
        ClusterNode[] all = [Line(1, slots: new SlotRange(0, 8191)), Line(2, slots: new SlotRange(8192, 16383)), Line(3)];

        var step = Assert.Single(ClusterPlan.Next(Specification, [Report(1, all), Report(2, all), Report(3, all)]));

        Assert.Equal("h:3: CLUSTER REPLICATE id1", step.ToString());
    }

    [Fact]
    public void A_formed_cluster_needs_nothing_even_when_the_roles_have_moved()
    {
        ClusterNode[] all = [Line(1, masterId: "id3"), Line(2, slots: new SlotRange(8192, 16383)), Line(3, slots: new SlotRange(0, 8191))];
        ClusterNodeReport[] reports = [Report(1, all), Report(2, all), Report(3, all)];

        Assert.Empty(ClusterPlan.Next(Specification, reports));
        Assert.Null(ClusterPlan.Problem(reports));
    }

    [Fact]
    public void Slots_that_nobody_serves_after_an_interrupted_formation_are_given_out()
    {
        ClusterNode[] all = [Line(1, slots: new SlotRange(0, 8191)), Line(2, slots: new SlotRange(8192, 10000)), Line(3)];

        var steps = ClusterPlan.Next(Specification, [Report(1, all), Report(2, all), Report(3, all)]);

        Assert.Equal("h:2: CLUSTER ADDSLOTSRANGE 10001 16383", Assert.Single(steps).ToString());
    }

    [Fact]
    public void Two_clusters_are_not_joined()
    {
        ClusterNode[] one = [Line(1, slots: new SlotRange(0, 16383)), Line(3)];
        ClusterNode[] two = [Line(2, slots: new SlotRange(0, 100))];

        var exception = Assert.Throws<RedisAdministrationException>(() => ClusterPlan.Next(Specification, [Report(1, one), Report(2, two), Report(3, one)]));

        Assert.Contains("different clusters", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_that_are_just_getting_to_know_each_other_are_let_be()
    {
        ClusterNode[] one = [Line(1, slots: new SlotRange(0, 8191)), Line(3)];
        ClusterNode[] two = [Line(2, slots: new SlotRange(8192, 16383)), Line(4)];
        var specification = Specification with { DataNodes = [Node(1), Node(2), Node(3), Node(4)] };

        var steps = ClusterPlan.Next(specification, [Report(1, one), Report(2, two), Report(3, one), Report(4, two)]);

        Assert.All(steps, step => Assert.Equal("MEET", step.Arguments[0]));
    }

    [Fact]
    public void A_replica_of_a_master_that_is_gone_takes_its_place_before_the_new_node_is_made_a_replica()
    {
        // Node 1 came back without its data and therefore with another id.
        ClusterNode[] all =
            [Line(1), Line(2, slots: new SlotRange(8192, 16383)), Line(3, masterId: "gone"), Line(1, slots: new SlotRange(0, 8191)) with { Id = "gone" }];
        ClusterNodeReport[] reports = [Report(1, all), Report(2, all), Report(3, all) with { Copy = new(Offset: 0, Keys: 1) }];

        Assert.Equal("h:3: CLUSTER FAILOVER FORCE", Assert.Single(ClusterPlan.Next(Specification, reports)).ToString());
        Assert.NotNull(ClusterPlan.Problem(reports));
    }

    [Theory]
    [InlineData(7, 1, 9, 1, 4)]
    [InlineData(9, 1, 7, 1, 3)]
    [InlineData(0, 0, 0, 5, 4)]
    [InlineData(0, 5, 0, 5, 3)]
    [InlineData(0, 4, 9, 5, 4)]
    public void Of_two_replicas_of_a_master_that_is_gone_the_one_that_has_most_takes_its_place(long offset3, long keys3, long offset4, long keys4, int heir) => Assert.Equal(
        $"h:{heir}: CLUSTER FAILOVER FORCE",
        Assert.Single(ClusterPlan.Next(TwoOrphans, Orphans(new StrandedCopy(offset3, keys3), new StrandedCopy(offset4, keys4)))).ToString());

    [Fact]
    public void Replicas_of_which_none_is_the_best_are_named_and_none_is_forced()
    {
        var refusal = Assert.Throws<RedisAdministrationException>(
            () => ClusterPlan.Next(TwoOrphans, Orphans(new StrandedCopy(0, 5), new StrandedCopy(0, 4))));

        Assert.Contains("h:3 (5 keys) and h:4 (4 keys)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_that_has_not_said_what_it_has_is_waited_for() =>
        Assert.Empty(ClusterPlan.Next(TwoOrphans, Orphans(new StrandedCopy(0, 5), null)));

    [Fact]
    public void Slots_of_a_master_that_is_gone_without_a_replica_are_named_as_soon_as_nothing_else_is_left_to_do()
    {
        ClusterNode gone = Line(1, slots: new SlotRange(0, 8191)) with { Id = "gone" };
        ClusterNode[] all = [Line(1, masterId: "id2"), Line(2, slots: new SlotRange(8192, 16383)), Line(3, masterId: "id2"), gone];
        ClusterNodeReport[] reports = [Report(1, all), Report(2, all), Report(3, all)];

        Assert.Contains("the slots 0-8191 belong to", ClusterPlan.Problem(reports), StringComparison.Ordinal);
        Assert.Contains("0-8191", Assert.Throws<RedisAdministrationException>(() => ClusterPlan.Next(Specification, reports)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_of_before_that_some_nodes_still_name_is_no_loss()
    {
        ClusterNode gone = Line(1, slots: new SlotRange(0, 8191)) with { Id = "gone" };
        ClusterNode[] old = [Line(1, masterId: "id3"), Line(2, slots: new SlotRange(8192, 16383)), Line(3), gone];
        ClusterNode[] now = [Line(1, masterId: "id3"), Line(2, slots: new SlotRange(8192, 16383)), Line(3, slots: new SlotRange(0, 8191))];

        Assert.Empty(ClusterPlan.Next(Specification, [Report(1, old), Report(2, now), Report(3, now)]));
    }

    private static TopologySpecification TwoOrphans => Specification with { DataNodes = [Node(1), Node(2), Node(3), Node(4)] };

    /// <summary>Node 1 came back without its data and therefore with another id; 3 and 4 were its replicas.</summary>
    private static ClusterNodeReport[] Orphans(StrandedCopy? copy3, StrandedCopy? copy4)
    {
        ClusterNode gone = Line(1, slots: new SlotRange(0, 8191)) with { Id = "gone" };
        ClusterNode[] all = [Line(1), Line(2, slots: new SlotRange(8192, 16383)), Line(3, masterId: "gone"), Line(4, masterId: "gone"), gone];
        return [Report(1, all), Report(2, all), Report(3, all) with { Copy = copy3 }, Report(4, all) with { Copy = copy4 }];
    }

    private static TopologyNode Node(int port, int busPort = 0) => new(new RedisEndpoint("h", port), busPort);

    private static ClusterNode Line(int port, string? masterId = null, SlotRange? slots = null) => new(
        $"id{port}", new RedisEndpoint("h", port), 0, [masterId is null ? "master" : "slave"], masterId, 0, IsLinkConnected: true, slots is { } range ? [range] : []);

    private static ClusterNodeReport New(int port) => Report(port, [Line(port)]);

    private static ClusterNodeReport Report(int port, ClusterNode[] nodes) => new(
        new RedisEndpoint("h", port),
        new Dictionary<string, string> { ["cluster_state"] = "ok" },
        [.. nodes.Select(node => node.Id == $"id{port}" ? node with { Flags = [.. node.Flags, "myself"] } : node)],
        new RoleReply(NodeRole.Master, null, IsLinkUp: true, IsCopying: false, 0, []),
        null);
}
