using RedisLib.Slots;

namespace RedisLib.Tests.Slots;

public sealed class SlotMapTests
{
    private static readonly RedisEndpoint A = new("a", 1);
    private static readonly RedisEndpoint B = new("b", 1);
    private static readonly RedisEndpoint C = new("c", 1);

    private static readonly SlotMap Map = SlotMap.Create([Claim(0, 8191, 1, A, C), Claim(8192, 16383, 2, B)]);

    [Fact]
    public void Every_slot_has_the_shard_that_claims_it()
    {
        Assert.True(Map.IsComplete);
        Assert.Equal(A, Owner(Map, 0).Master);
        Assert.Equal(A, Owner(Map, 8191).Master);
        Assert.Equal(B, Owner(Map, 8192).Master);
        Assert.Equal([C], Owner(Map, 0).Replicas);
    }

    [Fact]
    public void An_empty_map_knows_nobody()
    {
        Assert.False(SlotMap.Empty.IsComplete);
        Assert.Equal(-1, SlotMap.Empty.ShardIndexOf(5));
        Assert.Empty(SlotMap.Empty.Nodes);
    }

    [Fact]
    public void Of_two_claims_to_a_slot_the_newer_one_wins_whatever_their_order()
    {
        var map = SlotMap.Create([Claim(0, 16383, 7, C), Claim(0, 16383, 3, A)]);
        Assert.Equal(C, Owner(map, 100).Master);
        Assert.Equal([C], map.Nodes);
    }

    [Fact]
    public void A_slot_that_moves_to_another_shard_moves_alone()
    {
        var moved = Map.WithMoved(5, B);
        Assert.Equal(B, Owner(moved, 5).Master);
        Assert.Equal(A, Owner(moved, 6).Master);
        Assert.Equal(A, Owner(Map, 5).Master);
    }

    [Fact]
    public void A_slot_that_moves_to_a_replica_of_its_shard_takes_the_whole_shard_along()
    {
        var moved = Map.WithMoved(5, C);
        Assert.Equal(C, Owner(moved, 8000).Master);
        Assert.Empty(Owner(moved, 8000).Replicas);
        Assert.Equal(B, Owner(moved, 8192).Master);
    }

    [Fact]
    public void A_slot_that_moves_to_an_unknown_node_makes_it_known()
    {
        var stranger = new RedisEndpoint("d", 1);
        Assert.Equal(stranger, Owner(Map.WithMoved(5, stranger), 5).Master);
    }

    [Fact]
    public void A_move_to_where_the_slot_is_changes_nothing() => Assert.Same(Map, Map.WithMoved(5, A));

    [Fact]
    public void The_slots_of_a_shard_are_told_as_ranges()
    {
        var moved = Map.WithMoved(5, B);
        Assert.Equal([new SlotRange(5, 5), new SlotRange(8192, 16383)], moved.SlotsOf(Owner(moved, 5)));
    }

    [Fact]
    public void Maps_with_the_same_masters_are_alike_whatever_their_replicas() =>
        Assert.True(Map.HasMastersOf(SlotMap.Create([Claim(8192, 16383, 2, B, C), Claim(0, 8191, 1, A)])));

    [Fact]
    public void Maps_differ_by_one_slot_or_by_one_master()
    {
        Assert.False(Map.HasMastersOf(SlotMap.Create([Claim(0, 8190, 1, A), Claim(8191, 16383, 2, B)])));
        Assert.False(Map.HasMastersOf(SlotMap.Create([Claim(0, 8191, 1, C), Claim(8192, 16383, 2, B)])));
        Assert.False(Map.HasMastersOf(SlotMap.Empty));
    }

    [Fact]
    public void A_claim_of_a_lower_epoch_than_is_known_does_not_count()
    {
        var superseded = SlotMap.Create([Claim(0, 16383, 1, A)]).WithNewerOf(Map);

        Assert.Equal(A, Owner(superseded, 0).Master);
        Assert.Equal(B, Owner(superseded, 8192).Master);
    }

    [Fact]
    public void A_claim_of_a_higher_epoch_and_another_one_of_the_same_master_count()
    {
        var newer = SlotMap.Create([Claim(0, 8191, 0, A), Claim(8192, 16383, 3, C)]);
        Assert.Same(newer, newer.WithNewerOf(Map));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("c")]
    [InlineData("d")]
    public void What_a_redirection_has_taught_is_not_undone_by_who_has_not_heard_of_it(string host)
    {
        var target = new RedisEndpoint(host, 1);
        var known = SlotMap.Create([Claim(0, 8191, 5, A, C), Claim(8192, 16383, 2, B)]);

        var refreshed = known.WithNewerOf(known.WithNewerOf(known.WithMoved(7, target)));

        Assert.Equal(target, Owner(refreshed, 7).Master);
        Assert.Equal(B, Owner(refreshed, 8192).Master);
    }

    private static ClusterShard Owner(SlotMap map, int slot) => map.Shards[map.ShardIndexOf(slot)];

    private static SlotClaim Claim(int first, int last, long epoch, RedisEndpoint master, params RedisEndpoint[] replicas) =>
        new(new SlotRange(first, last), epoch, new ClusterShard(master, replicas));
}
