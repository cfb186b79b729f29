using RedisLib.Topologies;

namespace RedisLib.Tests.Topologies;

public sealed class SharedConnectionRulesTests
{
    [Theory]
    [InlineData("MULTI")]
    [InlineData("select", "1")]
    [InlineData("SUBSCRIBE", "channel")]
    [InlineData("CLIENT", "reply", "OFF")]
    [InlineData("BLPOP", "list", "0")]
    [InlineData("WAIT", "1", "0")]
    [InlineData("XREAD", "COUNT", "1", "block", "0", "STREAMS", "s", "$")]
    [InlineData("XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "BLOCK", "0", "STREAMS", "s", ">")]
    public void What_changes_a_shared_connection_or_blocks_it_is_refused_by_name(params string[] words)
    {
        var problem = SharedConnectionRules.Problem(Command(words));

        Assert.StartsWith($"{words[0].ToUpperInvariant()} is not sent, since ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "k")]
    [InlineData("CLIENT", "LIST")]
    [InlineData("CLIENT", "KILL", "REPLY")]
    [InlineData("XREAD", "STREAMS", "block", "0")]
    [InlineData("LPOP", "BLOCK")]
    public void What_a_shared_connection_can_take_is_sent(params string[] words) => Assert.Null(SharedConnectionRules.Problem(Command(words)));

    private static RedisCommand Command(string[] words) =>
        RedisCommand.Create(words[0], [.. words[1..].Select(word => (RedisArgument)word)]);
}
