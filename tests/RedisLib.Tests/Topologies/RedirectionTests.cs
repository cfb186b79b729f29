using RedisLib.Resp;
using RedisLib.Topologies;

namespace RedisLib.Tests.Topologies;

public sealed class RedirectionTests
{
    private static readonly RedisEndpoint Answered = new("answered", 7000);

    [Theory]
    [InlineData("MOVED 3999 127.0.0.1:6381", "127.0.0.1:6381", false)]
    [InlineData("ASK 3999 host:65535", "host:65535", true)]
    [InlineData("MOVED 3999 :6381", "answered:6381", false)]
    [InlineData("MOVED 3999 ::1:6381", "[::1]:6381", false)]
    public void A_redirection_names_the_node_to_go_to(string reply, string target, bool isAsking)
    {
        var redirection = Redirection.Parse(RespValue.Error(reply), Answered, out var slot);

        Assert.Equal(new Redirection(RedisEndpoint.Parse(target), isAsking), redirection);
        Assert.Equal(3999, slot);
    }

    [Theory]
    [InlineData("ERR no such thing")]
    [InlineData("MOVED 3999")]
    [InlineData("MOVED 3999 host")]
    [InlineData("MOVED 3999 host:0")]
    [InlineData("MOVED 3999 host:65536")]
    [InlineData("MOVED 16384 host:6381")]
    [InlineData("MOVED -1 host:6381")]
    public void What_leads_nowhere_is_no_redirection(string reply) =>
        Assert.Null(Redirection.Parse(RespValue.Error(reply), Answered, out _));
}
