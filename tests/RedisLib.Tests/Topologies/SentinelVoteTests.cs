using RedisLib.Administration;
using RedisLib.Topologies;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Topologies;

public sealed class SentinelVoteTests
{
    [Fact]
    public void The_answer_with_the_highest_epoch_is_taken_even_from_one_sentinel_of_three() =>
        Assert.Equal(At(2), Choose([Says(11, 1, 3), Says(12, 2, 4), Says(13, 1, 3)], named: 1, highestEpoch: 3, isSwitchRecent: true));

    [Fact]
    public void An_older_answer_of_a_minority_is_not_taken() =>
        Assert.Null(Choose([Says(11, 1, 3), SilentSentinel(12), SilentSentinel(13)], named: 2, highestEpoch: 4));

    [Fact]
    public void An_older_answer_of_a_majority_is_taken_because_the_count_began_anew() =>
        Assert.Equal(At(1), Choose([Says(11, 1, 0), Says(12, 1, 0), SilentSentinel(13)], named: 2, highestEpoch: 4));

    [Fact]
    public void A_majority_is_one_of_the_sentinels_there_are_and_not_of_addresses_that_are_silent() =>
        Assert.Equal(At(1), Choose(
            [Says(11, 1, 0), Says(12, 1, 0), SilentSentinel(21), SilentSentinel(22), SilentSentinel(23)], named: 2, highestEpoch: 4));

    [Fact]
    public void A_majority_that_has_not_heard_of_a_recent_switch_is_not_taken() =>
        Assert.Null(Choose([Says(11, 1, 3), Says(12, 1, 3), SilentSentinel(13)], named: 2, highestEpoch: 4, isSwitchRecent: true));

    [Fact]
    public void Older_answers_that_contradict_each_other_are_no_majority() =>
        Assert.Null(Choose([Says(11, 1, 3), Says(12, 2, 2), SilentSentinel(13)], named: 3, highestEpoch: 4));

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 1)]
    public void Of_different_masters_with_equal_epochs_the_majority_decides(int first, int second, int third) =>
        Assert.Equal(At(2), Choose([Says(11, first, 0), Says(12, second, 0), Says(13, third, 0)], named: null, highestEpoch: 0));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Where_equal_epochs_have_no_majority_the_master_that_is_believed_in_stays(int first, int second) =>
        Assert.Equal(At(2), Choose([Says(11, first, 5), Says(12, second, 5), SilentSentinel(13)], named: 2, highestEpoch: 5));

    [Fact]
    public void A_minority_does_not_replace_the_master_of_the_same_epoch() =>
        Assert.Null(Choose([Says(11, 1, 5), SilentSentinel(12), SilentSentinel(13)], named: 2, highestEpoch: 5));

    [Fact]
    public void Silence_is_no_answer() => Assert.Null(Choose([SilentSentinel(11)], named: null, highestEpoch: 0));

    [Fact]
    public void The_replica_that_a_sentinel_is_promoting_is_the_candidate() =>
        Assert.Equal(At(2), SentinelVote.Candidate([Promotes(11, 2, epoch: 3), Says(12, 1, 3), SilentSentinel(13)], highestEpoch: 3));

    [Fact]
    public void Nobody_is_the_candidate_when_no_sentinel_promotes() =>
        Assert.Null(SentinelVote.Candidate([Says(11, 1, 3), Says(12, 1, 3)], highestEpoch: 3));

    [Fact]
    public void A_sentinel_that_missed_a_failover_has_no_candidate() =>
        Assert.Null(SentinelVote.Candidate([Promotes(11, 2, epoch: 3)], highestEpoch: 4));

    [Fact]
    public void Two_candidates_are_none() =>
        Assert.Null(SentinelVote.Candidate([Promotes(11, 2, epoch: 3), Promotes(12, 3, epoch: 3)], highestEpoch: 3));

    private static RedisEndpoint? Choose(
        IReadOnlyList<SentinelReport> reports, int? named, long highestEpoch, bool isSwitchRecent = false) =>
        SentinelVote.Choose(reports, named is { } port ? At(port) : null, highestEpoch, isSwitchRecent)?.CurrentMaster;

    /// <summary>One of the sentinels 11, 12 and 13, which know each other.</summary>
    private static SentinelReport Says(int sentinel, int master, long epoch) =>
        Sentinel(sentinel, master, [2, 3], [.. new[] { 11, 12, 13 }.Where(other => other != sentinel)], epoch);

    private static SentinelReport Promotes(int sentinel, int replica, long epoch) => Says(sentinel, 1, epoch) with
    {
        Master = Sentinel(sentinel, 1, [], [], epoch, "master,s_down,o_down,failover_in_progress").Master,
        Replicas = [Instance(2, replica == 2 ? "slave,promoted" : "slave"), Instance(3, replica == 3 ? "slave,promoted" : "slave")],
    };
}
