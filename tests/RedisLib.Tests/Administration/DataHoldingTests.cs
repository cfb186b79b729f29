using RedisLib.Administration;

namespace RedisLib.Tests.Administration;

public sealed class DataHoldingTests
{
    private static readonly DataHolding Master = Holding(keys: true, "m");
    private static readonly DataHolding EmptyMaster = Holding(keys: false, "m");

    [Theory]
    [InlineData("db0:keys=1,expires=0,avg_ttl=0", true)]
    [InlineData("db15:keys=7,expires=0,avg_ttl=0", true)]
    [InlineData("db_of_another_kind:3", false)]
    [InlineData("", false)]
    public void Keys_are_seen_in_any_database(string line, bool hasKeys) =>
        Assert.Equal(hasKeys, DataHolding.Parse($"# Keyspace\r\n{line}\r\n").HasKeys);

    [Fact]
    public void Both_histories_are_read_and_none_is_made_of_zeros()
    {
        Assert.Equal(["8f", "a0"], DataHolding.Parse("master_replid:8f\r\nmaster_replid2:a0\r\n").Histories.Order(StringComparer.Ordinal));
        Assert.Equal(["8f"], DataHolding.Parse("master_replid:8f\r\nmaster_replid2:0000\r\n").Histories);
    }

    [Fact]
    public void An_empty_node_has_nothing_to_lose() => Assert.False(Holding(keys: false, "x").WouldBeLostUnder(Master, isMaster: true));

    [Fact]
    public void A_master_with_a_history_of_its_own_would_lose_its_data() => Assert.True(Holding(keys: true, "x").WouldBeLostUnder(Master, isMaster: true));

    [Fact]
    public void A_former_master_that_the_present_one_went_on_from_loses_nothing() =>
        Assert.False(Holding(keys: true, "old").WouldBeLostUnder(Holding(keys: true, "new", "old"), isMaster: true));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_of_another_master_is_kept_only_from_an_empty_one(bool isMasterEmpty) =>
        Assert.Equal(isMasterEmpty, Holding(keys: true, "x").WouldBeLostUnder(isMasterEmpty ? EmptyMaster : Master, isMaster: false));

    private static DataHolding Holding(bool keys, params string[] histories) => new(keys, histories.ToHashSet(StringComparer.Ordinal));
}
