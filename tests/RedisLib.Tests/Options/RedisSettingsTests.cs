using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RedisLib.Tests.Options;

public sealed class RedisSettingsTests
{
    [Theory]
    [InlineData("Sentinel")]
    [InlineData("sentinel")]
    public void The_connection_string_named_like_the_mode_is_used(string mode)
    {
        var options = RedisSettings.Read(Settings(("Redis:Mode", mode), ("ConnectionStrings:sentinel", "a:1,serviceName=m")));
        Assert.Equal(RedisMode.Sentinel, options.Mode);
        Assert.Equal("sentinel", options.Name);
        Assert.Equal([new RedisEndpoint("a", 1)], options.Endpoints);
    }

    [Fact]
    public void A_connection_string_of_its_own_goes_before_a_named_one()
    {
        var options = RedisSettings.Read(Settings(
            ("Redis:Mode", "master-replica"), ("Redis:ConnectionString", "own:1"), ("ConnectionStrings:master-replica", "named:2")));
        Assert.Equal("own", options.Endpoints[0].Host);
    }

    [Fact]
    public void Settings_win_over_the_connection_string()
    {
        var options = RedisSettings.Read(Settings(
            ("Redis:Mode", "Cluster"), ("Redis:ConnectionString", "a:1,password=old"), ("Redis:Password", "new"),
            ("Redis:CommandTimeout", "250"), ("Redis:OperationTimeout", "00:00:02"), ("Redis:ReadFrom", "master")));
        Assert.Equal("new", options.Password);
        Assert.Equal(TimeSpan.FromMilliseconds(250), options.CommandTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.OperationTimeout);
        Assert.Equal(ReadPreference.Master, options.ReadFrom);
    }

    [Fact]
    public void A_connection_among_several_has_its_own_settings_and_falls_back_to_the_common_ones()
    {
        var options = RedisSettings.Read(
            Settings(("Redis:orders:Mode", "cluster"), ("ConnectionStrings:orders", "a:1"), ("Redis:Password", "p"), ("Redis:orders:CommandTimeout", "100")),
            "orders");
        Assert.Equal(RedisMode.Cluster, options.Mode);
        Assert.Equal("orders", options.Name);
        Assert.Equal("p", options.Password);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.CommandTimeout);
    }

    [Theory]
    [InlineData("my-cache", "MY_CACHE_MODE")]
    [InlineData("2nd", "_2ND_MODE")]
    public async Task The_mode_that_an_AppHost_sets_beside_the_connection_string_is_used(string name, string variable)
    {
        var settings = Settings(($"ConnectionStrings:{name}", "a:1,serviceName=m"), (variable, "sentinel"));
        await using var provider = new ServiceCollection().AddRedisService(settings, name).BuildServiceProvider();

        Assert.Equal(RedisMode.Sentinel, provider.GetRequiredService<IRedisConnection>().Mode);
    }

    [Theory]
    [InlineData("Redis:Mode", "", "a:1")]
    [InlineData("Redis:Mode", "Standalone", "a:1")]
    [InlineData("ConnectionStrings:cluster", "cluster", "")]
    [InlineData("Redis:ConnectionString", "cluster", "password=x")]
    [InlineData("Redis:ServiceName", "sentinel", "a:1")]
    [InlineData("Redis:Password", "cluster", "a:1,user=u")]
    public void A_bad_setting_is_named_at_registration(string setting, string mode, string connectionString)
    {
        var settings = Settings(("Redis:Mode", mode), ("Redis:ConnectionString", connectionString));
        var exception = Assert.Throws<RedisConfigurationException>(() => new ServiceCollection().AddRedisService(settings));
        Assert.Equal(setting, exception.Setting);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("soon")]
    public void A_bad_time_is_named_at_registration(string time)
    {
        var settings = Settings(("Redis:Mode", "cluster"), ("Redis:ConnectionString", "a:1"), ("Redis:OperationTimeout", time));
        var exception = Assert.Throws<RedisConfigurationException>(() => new ServiceCollection().AddRedisService(settings));
        Assert.Equal("Redis:OperationTimeout", exception.Setting);
    }

    [Fact]
    public async Task Keyed_connections_live_side_by_side()
    {
        var settings = Settings(("ConnectionStrings:cluster", "127.0.0.1:1"), ("ConnectionStrings:sentinel", "127.0.0.1:1,serviceName=m"));
        await using var provider = new ServiceCollection()
            .AddKeyedRedisService("cluster", settings).AddKeyedRedisService("sentinel", settings).BuildServiceProvider();

        Assert.Equal(RedisMode.Cluster, provider.GetRequiredKeyedService<IRedisConnection>("cluster").Mode);
        Assert.Equal(RedisMode.Sentinel, provider.GetRequiredKeyedService<IRedisConnection>("sentinel").Mode);
        Assert.IsType<IRedisClusterConnection>(provider.GetRequiredKeyedService<IRedisConnection>("cluster"), exactMatch: false);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Where(setting => setting.Value.Length > 0).ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
        .Build();
}
