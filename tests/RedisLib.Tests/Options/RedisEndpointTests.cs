namespace RedisLib.Tests.Options;

public sealed class RedisEndpointTests
{
    [Theory]
    [InlineData("localhost:6379", "localhost", 6379)]
    [InlineData("127.0.0.1:1", "127.0.0.1", 1)]
    [InlineData("[::1]:6379", "::1", 6379)]
    [InlineData("[fe80::1%eth0]:65535", "fe80::1%eth0", 65535)]
    public void Host_and_port_are_read_and_written_in_the_same_form(string text, string host, int port)
    {
        var endpoint = RedisEndpoint.Parse(text);

        Assert.Equal(new RedisEndpoint(host, port), endpoint);
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:+1")]
    [InlineData(":6379")]
    [InlineData("[]:6379")]
    [InlineData("[::1]")]
    [InlineData("::1:6379")]
    [InlineData("[::1:6379")]
    [InlineData("[localhost]:6379")]
    [InlineData("local host:6379")]
    public void Anything_else_is_no_endpoint(string text)
    {
        Assert.False(RedisEndpoint.TryParse(text, out _));
        Assert.Contains(text, Assert.Throws<FormatException>(() => RedisEndpoint.Parse(text)).Message, StringComparison.Ordinal);
    }
}
