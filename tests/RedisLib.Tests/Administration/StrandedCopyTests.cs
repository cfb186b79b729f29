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
        Assert.Equal(offset, StrandedCopy.Parse(replication).Offset);
}
