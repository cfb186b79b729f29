using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Configuration;

namespace Hosting.Tests;

public sealed class SettingsReaderTests
{
    private const int Ports = 12;

    [Fact]
    public void Every_setting_has_a_key()
    {
        var settings = Read(
            ("Topologies:cache:Runtime", "process"),
            ("Topologies:cache:Image", "valkey/valkey"),
            ("Topologies:cache:Tag", "9"),
            ("Topologies:cache:Executable", "valkey-server"),
            ("Topologies:cache:FirstPort", "7000"),
            ("Topologies:cache:AnnounceAddress", "10.0.0.5"),
            ("Topologies:cache:DataDirectory", "data"),
            ("Topologies:cache:Configuration:maxmemory", "64mb"),
            ("Topologies:cache:DownAfterMilliseconds", "1500"),
            ("Topologies:cache:FailoverTimeoutMilliseconds", "6000"),
            ("Topologies:cache:ClusterNodeTimeoutMilliseconds", "3000"));
        Assert.Equal(RedisRuntime.Process, settings.Runtime);
        Assert.Equal(new ContainerImage("valkey/valkey", "9"), settings.Image);
        Assert.Equal("valkey-server", settings.Executable);
        Assert.Equal(7000, settings.FirstPort);
        Assert.Equal(IPAddress.Parse("10.0.0.5"), settings.AnnounceAddress);
        Assert.Equal("/apphost/data", settings.DataDirectory);
        Assert.Equal([new("maxmemory", "64mb")], settings.Configuration);
        Assert.Equal(TimeSpan.FromSeconds(1.5), settings.DownAfter);
        Assert.Equal(TimeSpan.FromSeconds(6), settings.FailoverTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.ClusterNodeTimeout);
    }

    [Fact]
    public void A_default_holds_where_the_topology_says_nothing() => Assert.Equal(
        RedisRuntime.Container, Read(("Topologies:Defaults:Runtime", "Container"), ("Topologies:cache:FirstPort", "7000")).Runtime);

    [Fact]
    public void The_topology_wins_over_a_default() => Assert.Equal(
        RedisRuntime.Process, Read(("Topologies:Defaults:Runtime", "Container"), ("Topologies:cache:Runtime", "Process")).Runtime);

    [Fact]
    public void A_data_directory_for_all_topologies_has_one_for_each() => Assert.Equal(
        "/apphost/data/cache", Read(("Topologies:Defaults:DataDirectory", "data")).DataDirectory);

    [Fact]
    public void A_first_port_for_all_topologies_is_refused()
    {
        var thrown = Assert.Throws<DistributedApplicationException>(() => Read(("Topologies:Defaults:FirstPort", "7000")));
        Assert.StartsWith("Topologies:Defaults:FirstPort:", thrown.Message);
        Assert.Contains("Topologies:cache:FirstPort", thrown.Message);
    }

    [Theory]
    [InlineData("Runtime", "docker", "'docker' is none of Auto, Process, Container")]
    [InlineData("Runtime", "7", "'7' is none of Auto, Process, Container")]
    [InlineData("FirstPort", "0", "'0' is not a number from 1 to 65524")]
    [InlineData("FirstPort", "65525", "'65525' is not a number from 1 to 65524")]
    [InlineData("FirstPort", "many", "'many' is not a number from 1 to 65524")]
    [InlineData("AnnounceAddress", "my-machine", "'my-machine' is not an IP address")]
    [InlineData("DownAfterMilliseconds", "-1", "'-1' is not a number")]
    [InlineData("Pasword", "x", "there is no such setting")]
    public void A_value_that_is_not_understood_names_the_setting(string key, string value, string problem)
    {
        var thrown = Assert.Throws<DistributedApplicationException>(() => Read(($"Topologies:cache:{key}", value)));
        Assert.StartsWith($"Topologies:cache:{key}: {problem}", thrown.Message);
    }

    [Fact]
    public void A_wrong_default_is_named_where_it_stands()
    {
        var thrown = Assert.Throws<DistributedApplicationException>(() => Read(("Topologies:Defaults:Runtime", "docker")));
        Assert.StartsWith("Topologies:Defaults:Runtime:", thrown.Message);
    }

    [Fact]
    public void A_line_of_redis_conf_can_not_smuggle_in_another_one()
    {
        var thrown = Assert.Throws<DistributedApplicationException>(() => Read(("Topologies:cache:Configuration:maxmemory", "1\nrequirepass x")));
        Assert.StartsWith("Topologies:cache:Configuration:maxmemory:", thrown.Message);
    }

    [Fact]
    public void An_empty_password_is_told_from_none_set()
    {
        Assert.Equal(string.Empty, Reader(("Topologies:cache:Password", "")).Password());
        Assert.Null(Reader().Password());
    }

    private static TopologySettings Read(params (string Key, string Value)[] values)
    {
        var settings = new TopologySettings();
        Reader(values).ReadInto(settings, "cache", Ports);
        return settings;
    }

    private static SettingsReader Reader(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
            .Build();
        return new SettingsReader(configuration.GetSection("Topologies:cache"), configuration.GetSection("Topologies:Defaults"), "/apphost");
    }
}
