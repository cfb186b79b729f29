using RedisLib.Administration;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Administration;

public sealed class ReplicationJudgeTests
{
    [Fact]
    public void A_master_with_all_replicas_in_sync_is_healthy()
    {
        var description = Describe(Master(1, 2, 3), Replica(2, of: 1), Replica(3, of: 1));

        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal([At(1)], description.Masters);
        Assert.Equal([At(2), At(3)], description.Replicas);
        Assert.Empty(description.Problems);
    }

    [Fact]
    public void Without_a_master_it_is_unhealthy_and_says_that_writes_are_not_served()
    {
        var description = Describe(SilentNode(1), Replica(2, of: 1, isLinkUp: false), Replica(3, of: 1, isLinkUp: false));

        Assert.Equal(TopologyHealth.Unhealthy, description.Health);
        Assert.Empty(description.Masters);
        Assert.Contains("no node is a master", description.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_that_lost_its_master_or_does_not_answer_leaves_it_degraded_and_is_named()
    {
        var description = Describe(Master(1), Replica(2, of: 1, isLinkUp: false), SilentNode(3));

        Assert.Equal(TopologyHealth.Degraded, description.Health);
        Assert.Contains(description.Problems, problem => problem.StartsWith("h:2: its link to the master h:1 is down", StringComparison.Ordinal));
        Assert.Contains("h:3 is silent", description.Problems);
        Assert.Equal(NodeRole.Unknown, description.Nodes[2].Role);
    }

    [Fact]
    public void Of_two_masters_the_one_with_followers_counts_and_the_other_is_a_problem()
    {
        var description = Describe(Master(1), Master(2, 3), Replica(3, of: 2));

        Assert.Equal([At(2)], description.Masters);
        Assert.Equal(TopologyHealth.Degraded, description.Health);
        Assert.Contains(description.Problems, problem => problem.StartsWith("h:1: says that it is a master", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_of_another_master_is_a_problem_and_no_replica_of_this_one()
    {
        var description = Describe(Master(1, 2), Replica(2, of: 1), Replica(3, of: 4), Master(4));

        Assert.Equal([At(1)], description.Masters);
        Assert.Equal([At(2)], description.Replicas);
        Assert.Contains("h:3: follows h:4, which is a master beside h:1", description.Problems);
    }

    [Fact]
    public void A_replica_that_knows_its_master_by_another_address_is_a_replica_like_any() =>
        Assert.Equal(TopologyHealth.Healthy, Describe(Master(1, 2), Replica(2, of: 1001)).Health);

    [Fact]
    public void Of_two_masters_alike_the_preferred_one_counts() =>
        Assert.Equal(At(2), ReplicationJudge.FindMaster([Master(1), Master(2)], preferred: At(2))!.Endpoint);

    [Fact]
    public void A_master_without_a_replica_is_degraded_and_one_that_is_meant_to_be_alone_is_not()
    {
        Assert.Equal(TopologyHealth.Degraded, Describe(Master(1), SilentNode(2)).Health);
        Assert.Equal(TopologyHealth.Healthy, Describe(Master(1)).Health);
    }

    [Fact]
    public void A_sentinel_among_data_nodes_is_a_problem()
    {
        var sentinel = new DataNodeReport(At(3), new RoleReply(NodeRole.Sentinel, null, IsLinkUp: true, IsCopying: false, 0, []), null);

        Assert.Contains(Describe(Master(1, 2), Replica(2, of: 1), sentinel).Problems, problem => problem.StartsWith("h:3: is not a data node", StringComparison.Ordinal));
    }

    private static TopologyDescription Describe(params DataNodeReport[] reports) => ReplicationJudge.Describe(RedisMode.MasterReplica, reports);
}
