using RedisLib.Administration;
using RedisLib.Slots;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Administration;

public sealed class ClusterJudgeTests
{
    [Fact]
    public void All_slots_served_and_every_master_with_a_replica_is_healthy()
    {
        var description = ClusterJudge.Describe([Owner(1, 8192, 16383), Owner(2, 0, 8191), Follower(3, of: 1), Follower(4, of: 2)]);

        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal([At(2), At(1)], description.Masters);
        Assert.Equal([At(3), At(4)], description.Replicas);
        Assert.Equal([new SlotRange(8192, 16383)], description.Nodes[2].Slots);
    }

    [Fact]
    public void Slots_of_a_node_that_does_not_answer_are_not_served()
    {
        var description = ClusterJudge.Describe([Owner(1, 0, 8191), Silent(2), Follower(3, of: 1), Follower(4, of: 2, isLinkUp: false)]);

        Assert.Equal(TopologyHealth.Unhealthy, description.Health);
        Assert.Equal("8192 of 16384 slots are served by no node that answers", description.Problems[0]);
    }

    [Fact]
    public void A_master_that_takes_the_cluster_for_down_makes_it_unhealthy() => Assert.Equal(
        TopologyHealth.Unhealthy, ClusterJudge.Describe([Owner(1, 0, 16383) with { Info = State("fail") }, Follower(2, of: 1)]).Health);

    [Fact]
    public void A_replica_that_takes_the_cluster_for_down_leaves_it_degraded()
    {
        var description = ClusterJudge.Describe([Owner(1, 0, 16383), Follower(2, of: 1), Follower(3, of: 1) with { Info = State("fail") }]);

        Assert.Equal(TopologyHealth.Degraded, description.Health);
        Assert.Equal(["h:3: takes the cluster for down (cluster_state:fail)"], description.Problems);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_master_whose_only_replica_is_not_ready_leaves_it_degraded(bool isSilent)
    {
        var description = ClusterJudge.Describe([Owner(1, 0, 16383), isSilent ? Silent(2) : Follower(2, of: 1, isLinkUp: false)]);

        Assert.Equal(TopologyHealth.Degraded, description.Health);
        Assert.Contains("h:1: no replica is ready to take over from it", description.Problems);
    }

    [Fact]
    public void Nobody_that_answers_is_unhealthy() => Assert.Equal(TopologyHealth.Unhealthy, ClusterJudge.Describe([Silent(1), Silent(2)]).Health);

    private static ClusterNodeReport Owner(int port, int first, int last) =>
        Report(Node(port, "master", null, new SlotRange(first, last)), Master(port).Role!);

    private static ClusterNodeReport Follower(int port, int of, bool isLinkUp = true) =>
        Report(Node(port, "slave", $"id{of}"), Replica(port, of, isLinkUp).Role!);

    private static ClusterNodeReport Silent(int port) => new(At(port), new Dictionary<string, string>(), [], null, $"h:{port} is silent");

    private static ClusterNodeReport Report(ClusterNode node, RoleReply role) => new(node.Endpoint!.Value, State("ok"), [node], role, null);

    private static ClusterNode Node(int port, string role, string? masterId, params SlotRange[] slots) =>
        new($"id{port}", At(port), 0, ["myself", role], masterId, 0, IsLinkConnected: true, slots);

    private static Dictionary<string, string> State(string state) => new() { ["cluster_state"] = state };
}
