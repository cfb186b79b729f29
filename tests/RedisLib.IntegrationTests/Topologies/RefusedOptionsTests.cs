namespace RedisLib.IntegrationTests.Topologies;

/// <summary>What can not work is told where the connection is made, and not by every call on it.</summary>
public sealed class RefusedOptionsTests
{
    public static TheoryData<RedisMode> Modes => [RedisMode.MasterReplica, RedisMode.Sentinel, RedisMode.Cluster];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Endpoints_that_lead_nowhere_are_refused(RedisMode mode)
    {
        var good = Good(mode);
        IReadOnlyList<RedisEndpoint>[] lists = [[], [new("", 6379)], [new(" ", 6379)], [good.Endpoints[0], new("127.0.0.1", 0)], [new("127.0.0.1", 65_536)]];

        Assert.All(lists, endpoints => Assert.Equal("Redis:ConnectionString", SettingRefused(good with { Endpoints = endpoints })));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Times_that_are_none_are_refused(RedisMode mode)
    {
        var good = Good(mode);
        TimeSpan[] times = [TimeSpan.FromMilliseconds(-5), TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.FromDays(2)];

        Assert.All(times, time => Assert.Equal("Redis:ConnectTimeout", SettingRefused(good with { ConnectTimeout = time })));
        Assert.All(times, time => Assert.Equal("Redis:CommandTimeout", SettingRefused(good with { CommandTimeout = time })));
        Assert.All(times, time => Assert.Equal("Redis:OperationTimeout", SettingRefused(good with { OperationTimeout = time })));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_user_without_a_password_is_refused(RedisMode mode) =>
        Assert.Equal("Redis:Password", SettingRefused(Good(mode) with { User = "user" }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Sentinels_without_a_service_name_are_refused(string? serviceName) =>
        Assert.Equal("Redis:ServiceName", SettingRefused(Good(RedisMode.Sentinel) with { ServiceName = serviceName }));

    [Fact]
    public void A_mode_that_is_none_is_refused() => Assert.Equal("Redis:Mode", SettingRefused(Good((RedisMode)99)));

    private static RedisOptions Good(RedisMode mode) => new() { Mode = mode, Endpoints = [new("127.0.0.1", 6379)], ServiceName = "mymaster" };

    private static string SettingRefused(RedisOptions options) =>
        Assert.Throws<RedisConfigurationException>(() => RedisConnection.Create(options)).Setting;
}
