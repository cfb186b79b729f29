using RedisLib.Administration;

namespace RedisLib.Tests.Administration;

public sealed class DataHoldingTests
{
    private static readonly DataHolding Master = new(HasKeys: true, "new", Offset: 200, FormerHistory: "old", FormerEnd: 101);
    private static readonly DataHolding EmptyMaster = Master with { HasKeys = false };

    [Theory]
    [InlineData("db0:keys=1,expires=0,avg_ttl=0", true)]
    [InlineData("db15:keys=7,expires=0,avg_ttl=0", true)]
    [InlineData("db_of_another_kind:3", false)]
    [InlineData("", false)]
    public void Keys_are_seen_in_any_database(string line, bool hasKeys) =>
        Assert.Equal(hasKeys, DataHolding.Parse($"# Keyspace\r\n{line}\r\n").HasKeys);

    [Fact]
    public void Both_histories_are_read_and_a_former_one_of_zeros_is_none()
    {
        var holding = DataHolding.Parse("master_replid:8f\r\nmaster_replid2:a0\r\nmaster_repl_offset:14\r\nsecond_repl_offset:15\r\n");

        Assert.Equal(new DataHolding(HasKeys: false, "8f", 14, "a0", 15), holding);
        Assert.Null(DataHolding.Parse("master_replid:8f\r\nmaster_replid2:0000\r\nsecond_repl_offset:-1\r\n").FormerHistory);
    }

    [Fact]
    public void An_empty_node_has_nothing_to_lose() =>
        Assert.False(new DataHolding(HasKeys: false, "x", 500).WouldBeLostUnder(Master, isMaster: true));

    [Theory]
    [InlineData("x", 1, true)]
    [InlineData("old", 100, false)]
    [InlineData("old", 101, true)]
    [InlineData("new", 200, false)]
    [InlineData("new", 201, true)]
    public void A_master_loses_what_the_other_has_no_part_of(string history, long offset, bool isLost) =>
        Assert.Equal(isLost, new DataHolding(HasKeys: true, history, offset).WouldBeLostUnder(Master, isMaster: true));

    [Fact]
    public void A_promoted_replica_is_not_the_one_to_follow_its_former_master() =>
        Assert.True(Master.WouldBeLostUnder(new DataHolding(HasKeys: true, "old", 500), isMaster: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_of_another_master_is_kept_only_from_an_empty_one(bool isMasterEmpty) =>
        Assert.Equal(isMasterEmpty, new DataHolding(HasKeys: true, "x", 1).WouldBeLostUnder(isMasterEmpty ? EmptyMaster : Master, isMaster: false));
}
