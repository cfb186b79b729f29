using RedisLib.Administration;
using RedisLib.Topologies;

namespace RedisLib.Tests.Topologies;

public sealed class SentinelVoteTests
{
    [Fact]
    public void The_answer_with_the_highest_epoch_is_taken_even_from_one_sentinel_of_three() =>
        Assert.Equal(2, SentinelVote.Choose([Answer(1, 3), Answer(2, 4), Answer(1, 3)], 3, 3, isSwitchRecent: true)!.CurrentMaster!.Value.Port);

    [Fact]
    public void An_older_answer_of_a_minority_is_not_taken() => Assert.Null(SentinelVote.Choose([Answer(1, 3), Silent(), Silent()], 4, 3, isSwitchRecent: false));

    [Fact]
    public void An_older_answer_of_a_majority_is_taken_because_the_count_began_anew() =>
        Assert.Equal(1, SentinelVote.Choose([Answer(1, 0), Answer(1, 0), Silent()], 4, 3, isSwitchRecent: false)!.CurrentMaster!.Value.Port);

    [Fact]
    public void A_majority_that_has_not_heard_of_a_recent_switch_is_not_taken() =>
        Assert.Null(SentinelVote.Choose([Answer(1, 3), Answer(1, 3), Silent()], 4, 3, isSwitchRecent: true));

    [Fact]
    public void Older_answers_that_contradict_each_other_are_no_majority() =>
        Assert.Null(SentinelVote.Choose([Answer(1, 3), Answer(2, 2), Silent()], 4, 3, isSwitchRecent: false));

    [Fact]
    public void Silence_is_no_answer() => Assert.Null(SentinelVote.Choose([Silent()], 0, 1, isSwitchRecent: false));

    private static SentinelReport Silent() => new(new RedisEndpoint("s", 1), null, null, [], [], "silent");

    private static SentinelReport Answer(int masterPort, long epoch) => new(
        new RedisEndpoint("s", 1),
        new SentinelInstance(new RedisEndpoint("m", masterPort), ["master"], new Dictionary<string, string> { ["config-epoch"] = $"{epoch}" }),
        new RedisEndpoint("m", masterPort),
        [],
        [],
        null);
}
