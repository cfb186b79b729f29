namespace RaftNode.Tests.Commands;

public sealed class SortingTests
{
    [Fact]
    public void A_small_sorted_set_stays_as_it_is_where_a_command_only_reads_it()
    {
        var runner = new CommandRunner();
        runner.Run("ZADD z 2 a 1 b");

        Assert.Equal(["a", "b"], runner.Run("SORT_RO z ALPHA").AsArray().Select(item => item.AsString()));

        Assert.Equal("listpack", runner.Run("OBJECT ENCODING z").AsString());
    }
}
