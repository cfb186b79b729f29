using RedisLib.Slots;

namespace RedisLib.Tests.Slots;

public sealed class CommandKeysTests
{
    [Theory]
    [InlineData("GET k")]
    [InlineData("SET k v")]
    [InlineData("OBJECT ENCODING k")]
    [InlineData("EVAL script 1 k other")]
    [InlineData("XREAD COUNT 1 STREAMS k 0")]
    [InlineData("LMPOP 1 k LEFT")]
    [InlineData("BITOP AND k {k}2")]
    [InlineData("MSET k value {k}2 value2")]
    [InlineData("BLPOP k 5")]
    [InlineData("ZUNIONSTORE k 2 {k}a {k}b WEIGHTS 1 2")]
    [InlineData("SOMETHINGNEW k")]
    public void The_slot_is_that_of_the_keys(string text) => Assert.Equal(HashSlot.Of("k"), CommandKeys.SlotOf(Parse(text)));

    [Theory]
    [InlineData("PING")]
    [InlineData("CLUSTER KEYSLOT k")]
    [InlineData("EVAL script 0")]
    [InlineData("DBSIZE")]
    public void A_command_without_keys_has_no_slot(string text) => Assert.Equal(CommandKeys.NoSlot, CommandKeys.SlotOf(Parse(text)));

    [Theory]
    [InlineData("MGET a b")]
    [InlineData("RENAME a b")]
    [InlineData("MSET a 1 b 2")]
    [InlineData("EVAL script 2 a b")]
    public void Keys_of_different_slots_are_told(string text) => Assert.Equal(CommandKeys.CrossSlot, CommandKeys.SlotOf(Parse(text)));

    private static RedisCommand Parse(string text)
    {
        var words = text.Split(' ');
        return RedisCommand.Create(words[0], [.. words.Skip(1).Select(word => (RedisArgument)word)]);
    }
}
