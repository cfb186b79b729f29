namespace RedisLib.Tests.Options;

public sealed class RedisConnectionStringTests
{
    [Fact]
    public void Endpoints_and_options_are_read_in_any_order()
    {
        var options = RedisConnectionString.Parse(
            RedisMode.Sentinel, "a:1,serviceName=mymaster, b:2 ,password=p=w,user=u,name=me,connectTimeout=250,syncTimeout=2000,abortConnect=false");

        Assert.Equal([new RedisEndpoint("a", 1), new RedisEndpoint("b", 2)], options.Endpoints);
        Assert.Equal("mymaster", options.ServiceName);
        Assert.Equal("p=w", options.Password);
        Assert.Equal("u", options.User);
        Assert.Equal("me", options.ClientName);
        Assert.Equal(TimeSpan.FromMilliseconds(250), options.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.OperationTimeout);
    }

    [Theory]
    [InlineData(RedisMode.MasterReplica, "host", 6379)]
    [InlineData(RedisMode.Sentinel, "host", 26379)]
    [InlineData(RedisMode.Cluster, "[::1]", 6379)]
    [InlineData(RedisMode.Cluster, "[::1]:7000", 7000)]
    public void A_missing_port_is_the_usual_one(RedisMode mode, string text, int port) =>
        Assert.Equal(port, RedisConnectionString.Parse(mode, text).Endpoints[0].Port);

    [Theory]
    [InlineData("a:1,ssl=true", "ssl")]
    [InlineData("a:1,defaultDatabase=3", "defaultDatabase")]
    [InlineData("a:1,proxy=Twemproxy", "proxy")]
    [InlineData("a:1,pasword=x", "pasword")]
    [InlineData("a:0", "a:0")]
    [InlineData(":6379", ":6379")]
    [InlineData("a:1,connectTimeout=soon", "connectTimeout")]
    public void What_cannot_be_done_is_refused_with_the_setting_and_the_option(string text, string named)
    {
        var exception = Assert.Throws<RedisConfigurationException>(() => RedisConnectionString.Parse(RedisMode.Cluster, text, "ConnectionStrings:cluster"));
        Assert.Equal("ConnectionStrings:cluster", exception.Setting);
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }
}
