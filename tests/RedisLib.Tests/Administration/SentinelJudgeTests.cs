using RedisLib.Administration;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Administration;

public sealed class SentinelJudgeTests
{
    private static readonly DataNodeReport[] DataNodes = [Master(1, 2, 3), Replica(2, of: 1), Replica(3, of: 1)];

    [Fact]
    public void All_sentinels_that_see_everybody_make_it_healthy()
    {
        var description = SentinelJudge.Describe(DataNodes, [Watching(11), Watching(12), Watching(13)]);

        Assert.Equal(TopologyHealth.Healthy, description.Health);
        Assert.Equal([At(1)], description.Masters);
        Assert.Equal(3, description.Nodes.Count(node => node.Role == NodeRole.Sentinel));
    }

    [Fact]
    public void The_answer_with_the_highest_epoch_is_the_newest()
    {
        var newest = SentinelJudge.Newest([Sentinel(11, 1, [], [], epoch: 3), Sentinel(12, 2, [], [], epoch: 4), SilentSentinel(13)]);

        Assert.Equal(At(2), newest!.CurrentMaster);
    }

    [Fact]
    public void One_silent_sentinel_leaves_it_degraded()
    {
        var description = SentinelJudge.Describe(DataNodes, [Watching(11), Watching(12), SilentSentinel(13)]);

        Assert.Equal(TopologyHealth.Degraded, description.Health);
        Assert.Equal(["h:13 is silent"], description.Problems);
    }

    [Fact]
    public void Fewer_sentinels_than_a_majority_are_told_to_be_unable_to_fail_over() => Assert.Contains(
        SentinelJudge.Describe(DataNodes, [Watching(11), SilentSentinel(12), SilentSentinel(13)]).Problems,
        problem => problem.Contains("only 1 of 3 sentinels answer", StringComparison.Ordinal));

    [Fact]
    public void Without_any_sentinel_it_is_unhealthy() =>
        Assert.Equal(TopologyHealth.Unhealthy, SentinelJudge.Describe(DataNodes, [SilentSentinel(11)]).Health);

    [Fact]
    public void A_sentinel_that_names_another_master_is_a_problem_of_its_own()
    {
        var late = Sentinel(13, 2, [1, 3], [11, 12], epoch: 1);

        var description = SentinelJudge.Describe(DataNodes, [Watching(11), Watching(12), late]);

        Assert.Equal(["h:13: names h:2 as the master, others h:1"], description.Problems);
    }

    [Fact]
    public void A_master_that_is_not_the_one_that_the_sentinels_name_is_a_problem()
    {
        var description = SentinelJudge.Describe([Replica(1, of: 2), Master(2, 1, 3), Replica(3, of: 2)], [Watching(11), Watching(12), Watching(13)]);

        Assert.Equal(TopologyHealth.Degraded, description.Health);
        Assert.Contains("the sentinels name h:1 as the master, but h:2 acts as one", description.Problems);
    }

    [Theory]
    [InlineData("master,s_down", 2, 2, "takes the master h:1 for down")]
    [InlineData("master", 1, 2, "sees 1 of 2 replicas")]
    [InlineData("master", 2, 1, "sees 1 of 2 other sentinels")]
    public void What_a_sentinel_misses_is_told(string masterFlags, int replicas, int others, string problem)
    {
        var sentinel = Sentinel(13, 1, [2, .. Enumerable.Range(3, replicas - 1)], [11, .. Enumerable.Range(12, others - 1)], epoch: 5, masterFlags);

        Assert.Contains($"h:13: {problem}", SentinelJudge.Describe(DataNodes, [Watching(11), Watching(12), sentinel]).Problems);
    }

    private static SentinelReport Watching(int port) =>
        Sentinel(port, 1, [2, 3], [.. new[] { 11, 12, 13 }.Where(other => other != port)], epoch: 5);

    [Theory]
    [InlineData("master", false)]
    [InlineData("slave", true)]
    public void No_replica_is_promoted_that_a_sentinel_still_takes_for_an_old_master(string role, bool mayBePromoted)
    {
        var replica = new SentinelInstance(At(2), ["slave"], new Dictionary<string, string> { ["role-reported"] = role });

        Assert.Equal(mayBePromoted, SentinelJudge.PromotionProblem([Sentinel(7, 1, [2], [8]), Sentinel(8, 1, [], [7]) with { Replicas = [replica] }]) is null);
    }

    [Fact]
    public void A_failover_is_complete_when_everybody_has_taken_note() =>
        Assert.Null(FailoverProblem([Replica(1, of: 2), Master(2, 1)]));

    [Fact]
    public void A_failover_is_not_complete_before_the_old_master_says_that_it_is_a_replica()
    {
        Assert.Equal("h:1 has not taken its new role yet", FailoverProblem([SilentNode(1), Master(2)]));
        Assert.Equal("h:1 has not taken its new role yet", FailoverProblem([Master(1), Master(2)]));
    }

    [Fact]
    public void A_master_that_the_sentinels_go_on_with_may_take_writes_again() =>
        Assert.True(MayTakeWritesAgain(Master(1), Sentinel(7, 1, [2], [8]), Sentinel(8, 1, [2], [7])));

    [Fact]
    public void A_master_that_is_a_replica_now_may_take_writes_again() =>
        Assert.True(MayTakeWritesAgain(Replica(1, of: 2), SilentSentinel(7), Sentinel(8, 1, [2], [7])));

    [Fact]
    public void A_master_that_is_being_replaced_takes_no_writes() =>
        Assert.False(MayTakeWritesAgain(Master(1), Sentinel(7, 1, [2], [8], masterFlags: "master,failover_in_progress"), Sentinel(8, 1, [2], [7])));

    [Fact]
    public void A_master_that_was_replaced_takes_no_writes_before_it_knows() =>
        Assert.False(MayTakeWritesAgain(Master(1), Sentinel(7, 2, [1], [8], epoch: 1), Sentinel(8, 1, [2], [7])));

    [Fact]
    public void A_master_takes_no_writes_when_nobody_knows_how_far_its_replacement_is()
    {
        Assert.False(MayTakeWritesAgain(Master(1), SilentSentinel(7), Sentinel(8, 1, [2], [7])));
        Assert.False(MayTakeWritesAgain(SilentNode(1), Sentinel(7, 1, [2], [8]), Sentinel(8, 1, [2], [7])));
    }

    [Fact]
    public void A_master_takes_writes_again_when_the_sentinel_that_was_to_replace_it_has_ended_and_all_others_go_on_with_it()
    {
        Assert.True(MayTakeWritesWithoutLeader(Sentinel(8, 1, [2], [7]), Sentinel(9, 1, [2], [7])));
        Assert.False(MayTakeWritesWithoutLeader(Sentinel(8, 1, [2], [7]), SilentSentinel(9)));
        Assert.False(MayTakeWritesWithoutLeader(Sentinel(8, 1, [2], [7]), Sentinel(9, 2, [1], [7], epoch: 1)));
        Assert.False(MayTakeWritesWithoutLeader());
    }

    private static bool MayTakeWritesWithoutLeader(params SentinelReport[] others) =>
        SentinelJudge.MayTakeWritesAgain(At(1), Master(1).Role, [SilentSentinel(7), .. others], leader: At(7), hasLeaderEnded: true);

    private static string? FailoverProblem(DataNodeReport[] roles) => SentinelJudge.FailoverProblem(
        At(1), TopologyHealth.Unhealthy, roles, [Sentinel(7, 2, [1], [8], epoch: 1), Sentinel(8, 2, [1], [7], epoch: 1)]);

    /// <summary>The sentinel 7 was told to replace the master 1.</summary>
    private static bool MayTakeWritesAgain(DataNodeReport master, params SentinelReport[] sentinels) =>
        SentinelJudge.MayTakeWritesAgain(At(1), master.Role, sentinels, leader: At(7));
}
