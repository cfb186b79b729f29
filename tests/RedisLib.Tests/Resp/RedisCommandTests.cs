using System.Text;

namespace RedisLib.Tests.Resp;

public sealed class RedisCommandTests
{
    [Fact]
    public void A_command_is_an_array_of_bulk_strings()
    {
        var command = RedisCommand.Create("set", "ключ", new byte[] { 0, 255 }, 42, -1L, 2.5, double.PositiveInfinity);

        Assert.Equal("SET", command.Name);
        Assert.Equal(6, command.ArgumentCount);
        Assert.Equal(
            "*7\r\n$3\r\nSET\r\n$8\r\nключ\r\n$2\r\n\0ÿ\r\n$2\r\n42\r\n$2\r\n-1\r\n$3\r\n2.5\r\n$3\r\ninf\r\n".Replace("ÿ", "?", StringComparison.Ordinal),
            Encoding.UTF8.GetString(command.Wire).Replace("\uFFFD", "?", StringComparison.Ordinal));
    }

    [Fact]
    public void Arguments_can_be_read_back()
    {
        var command = RedisCommand.Create("MSET", "first", "", new string('x', 1000), 12345678901L);

        Assert.Equal("first"u8, command.Argument(0));
        Assert.True(command.Argument(1).IsEmpty);
        Assert.Equal(1000, command.Argument(2).Length);
        Assert.Equal("12345678901"u8, command.Argument(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => command.Argument(4).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => command.Argument(-1).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CLUSTER INFO")]
    [InlineData("GET\r\n")]
    [InlineData("ÉCHO")]
    public void A_name_is_one_word_of_ASCII(string name) => Assert.ThrowsAny<ArgumentException>(() => RedisCommand.Create(name));

    [Fact]
    public void Its_text_does_not_show_arguments() =>
        Assert.DoesNotContain("secret", RedisCommand.Create("AUTH", "secret").ToString(), StringComparison.Ordinal);
}
