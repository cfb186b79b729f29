namespace RaftNode.Tests.Commands;

/// <summary>How many members sets have in common, as far as a limit.</summary>
public sealed class IntersectionTests
{
    [Theory]
    [InlineData(0, 500)]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(499, 499)]
    [InlineData(500, 500)]
    [InlineData(1_000_000, 500)]
    public void Members_of_an_intersection_are_counted_up_to_the_limit(int limit, long expected)
    {
        var runner = new CommandRunner();
        for (var i = 0; i < 1000; i++)
        {
            runner.Run($"SADD a member-{i}");
            runner.Run($"SADD b member-{i + 500}");
            runner.Run($"ZADD z {i} member-{i + 500}");
        }

        Assert.Equal(expected, runner.Run($"SINTERCARD 2 a b LIMIT {limit}").AsInt64());
        Assert.Equal(expected, runner.Run($"ZINTERCARD 2 z a LIMIT {limit}").AsInt64());
        Assert.Equal(expected, runner.Run($"ZINTERCARD 2 a z LIMIT {limit}").AsInt64());
    }
}
