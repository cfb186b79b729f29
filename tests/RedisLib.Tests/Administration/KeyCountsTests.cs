using RedisLib.Administration;

namespace RedisLib.Tests.Administration;

public sealed class KeyCountsTests
{
    private static readonly RedisEndpoint Master = new("127.0.0.1", 1);
    private static readonly RedisEndpoint Replica = new("127.0.0.1", 2);
    private static readonly RedisEndpoint Third = new("127.0.0.1", 3);
    private static readonly RedisEndpoint Old = new("127.0.0.1", 4);

    [Theory]
    [InlineData("# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\ndb15:keys=4,expires=1,avg_ttl=7\r\n", 7)]
    [InlineData("# Keyspace\r\n", 0)]
    [InlineData("", 0)]
    public void The_keys_of_all_databases_are_counted(string info, long keys) => Assert.Equal(keys, KeyCounts.Parse(info));

    [Theory]
    [InlineData(10, 10)]
    [InlineData(9, 10)]
    [InlineData(1, 1000)]
    [InlineData(0, 0)]
    public void The_last_master_is_gone_on_from_however_few_keys_it_has(long master, long replica) =>
        Assert.Equal(Master, new KeyCounts([(Replica, replica), (Master, master)]).Best(Master, [Master, Replica]));

    [Fact]
    public void Where_the_last_master_has_lost_its_data_it_is_the_fullest_that_was_not_behind() =>
        Assert.Equal(Replica, new KeyCounts([(Master, 0), (Replica, 5), (Third, 4), (Old, 1000)]).Best(Master, [Master, Replica, Third]));

    [Fact]
    public void Who_had_fallen_behind_is_not_the_last_master_either() =>
        Assert.Equal(Replica, new KeyCounts([(Old, 1000), (Replica, 5)]).Best(Old, [Replica]));

    [Fact]
    public void Nobody_is_gone_on_from_where_only_nodes_hold_data_that_had_fallen_behind() =>
        Assert.Null(new KeyCounts([(Master, 0), (Replica, 0), (Old, 1000)]).Best(Master, [Master, Replica]));

    [Fact]
    public void Where_nobody_knows_who_had_fallen_behind_it_is_the_fullest() =>
        Assert.Equal(Old, new KeyCounts([(Master, 0), (Replica, 5), (Old, 1000)]).Best(Master, current: null));
}
