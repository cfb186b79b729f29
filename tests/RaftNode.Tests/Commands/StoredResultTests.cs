namespace RaftNode.Tests.Commands;

/// <summary>Commands that store what they have found under a key.</summary>
public sealed class StoredResultTests
{
    [Theory]
    [InlineData("SUNIONSTORE d s", 1)]
    [InlineData("SINTERSTORE d s s", 1)]
    [InlineData("SDIFFSTORE d s", 1)]
    [InlineData("ZUNIONSTORE d 1 s", 1)]
    [InlineData("ZRANGESTORE d z 0 -1", 1)]
    [InlineData("SORT s STORE d", 3)]
    [InlineData("SUNIONSTORE d none", 0)]
    [InlineData("SUNIONSTORE s none", 1)]
    [InlineData("ZUNIONSTORE s 1 none", 1)]
    [InlineData("SORT none STORE s", 1)]
    public void What_is_stored_counts_for_as_many_changes_as_redis_counts(string line, long expected)
    {
        var runner = new CommandRunner();
        runner.Run("SADD s 1 2 3");
        runner.Run("ZADD z 1 a 2 b");
        var before = runner.State.Changes;

        runner.Run(line);

        Assert.Equal(expected, runner.State.Changes - before);
    }
}
