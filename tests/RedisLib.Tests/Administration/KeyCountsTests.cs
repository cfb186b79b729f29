using RedisLib.Administration;

namespace RedisLib.Tests.Administration;

public sealed class KeyCountsTests
{
    private static readonly RedisEndpoint Master = new("127.0.0.1", 1);
    private static readonly RedisEndpoint Replica = new("127.0.0.1", 2);

    [Theory]
    [InlineData("# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\ndb15:keys=4,expires=1,avg_ttl=7\r\n", 7)]
    [InlineData("# Keyspace\r\n", 0)]
    [InlineData("", 0)]
    public void The_keys_of_all_databases_are_counted(string info, long keys) => Assert.Equal(keys, KeyCounts.Parse(info));

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(9, 10, true)]
    [InlineData(10, 9, true)]
    [InlineData(1, 1000, false)]
    [InlineData(0, 1, false)]
    public void The_last_master_is_gone_on_from_unless_it_has_lost_its_data(long master, long replica, bool isMaster) =>
        Assert.Equal(isMaster ? Master : Replica, new KeyCounts([(Master, master), (Replica, replica)]).Best(Master));

    [Fact]
    public void Without_the_last_master_it_is_the_fullest_copy() =>
        Assert.Equal(Replica, new KeyCounts([(new RedisEndpoint("127.0.0.1", 3), 4), (Replica, 5)]).Best(Master));
}
