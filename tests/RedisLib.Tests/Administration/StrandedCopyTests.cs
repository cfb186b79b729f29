using RedisLib.Administration;

namespace RedisLib.Tests.Administration;

public sealed class StrandedCopyTests
{
    [Theory]
    [InlineData("master_repl_offset:14\r\nmaster_link_down_since_seconds:3\r\n", 14)]
    [InlineData("master_repl_offset:14\r\nmaster_link_down_since_seconds:-1\r\n", 14)]
    [InlineData("master_repl_offset:0\r\nmaster_link_down_since_seconds:0\r\n", 1)]
    [InlineData("master_repl_offset:0\r\nmaster_link_down_since_seconds:-1\r\n", 0)]
    public void A_replica_that_was_never_in_sync_has_an_offset_of_0(string replication, long offset) =>
        Assert.Equal(offset, StrandedCopy.Parse(replication, "db0:keys=3,expires=0,avg_ttl=0\r\n").Offset);

    [Theory]
    [InlineData(5, 9, 7, 1, false)]
    [InlineData(0, 9, 7, 8, true)]
    [InlineData(0, 8, 7, 8, false)]
    [InlineData(0, 1, 0, 8, true)]
    [InlineData(0, 8, 0, 8, false)]
    [InlineData(0, 0, 0, 8, false)]
    public void A_copy_without_an_offset_may_have_what_the_best_one_lacks(long offset, long keys, long bestOffset, long bestKeys, bool mayHave) =>
        Assert.Equal(mayHave, new StrandedCopy(offset, keys).MayHaveMoreThan(new StrandedCopy(bestOffset, bestKeys)));
}
