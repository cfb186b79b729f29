using RedisLib.Administration;
using RedisLib.Topologies;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Topologies;

public sealed class SentinelRosterTests
{
    [Fact]
    public void Sentinels_are_known_by_the_addresses_that_the_others_have_of_them()
    {
        // Asked as 21 and 22, which may be the names of a configuration.
        var roster = Of(Lists(21, 12, 13), Lists(22, 11, 13));

        Assert.Equal([At(11), At(12), At(13)], roster.Known.Order(ByPort));
    }

    [Fact]
    public void A_sentinel_that_the_others_have_forgotten_is_not_known() =>
        Assert.Equal([At(11), At(12)], Of(Lists(11, 12), Lists(12, 11), SilentSentinel(13)).Known.Order(ByPort));

    [Fact]
    public void One_that_was_reset_and_has_a_short_list_takes_nobody_away() =>
        Assert.Equal([At(11), At(12), At(13)], Of(Lists(11), Lists(12, 11, 13), Lists(13, 11, 12)).Known.Order(ByPort));

    [Fact]
    public void The_only_one_that_answers_is_known_with_those_that_it_lists() =>
        Assert.Equal([At(11), At(12), At(13)], Of(Lists(11, 12, 13), SilentSentinel(12), SilentSentinel(13)).Known.Order(ByPort));

    [Fact]
    public void One_that_all_take_for_down_stays_known_but_is_not_connected_to()
    {
        var roster = SentinelRoster.Of(
            Lists(11, 12),
            [
                Lists(11, 12) with { Sentinels = [Instance(12, "sentinel"), Instance(13, "s_down,sentinel")] },
                Lists(12, 11) with { Sentinels = [Instance(11, "sentinel"), Instance(13, "sentinel,disconnected")] },
            ]);

        Assert.Contains(At(13), roster.Known);
        Assert.DoesNotContain(At(13), roster.Reachable);
    }

    [Fact]
    public void Configured_addresses_are_done_without_once_a_majority_has_answered_under_its_own()
    {
        var byName = new[] { Lists(21, 12, 13), Lists(22, 11, 13) };
        Assert.False(Of(byName).HasMajority(byName));

        var byAddress = new[] { Lists(11, 12, 13), Lists(12, 11, 13), SilentSentinel(13) };
        Assert.True(Of(byAddress).HasMajority(byAddress));
    }

    private static readonly Comparer<RedisEndpoint> ByPort = Comparer<RedisEndpoint>.Create((left, right) => left.Port.CompareTo(right.Port));

    private static SentinelRoster Of(params SentinelReport[] reports) => SentinelRoster.Of(reports[0], reports);

    private static SentinelReport Lists(int port, params int[] others) => Sentinel(port, master: 1, [2, 3], others);
}
