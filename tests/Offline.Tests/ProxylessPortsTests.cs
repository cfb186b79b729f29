using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Offline.Tests;

public sealed class ProxylessPortsTests
{
    [Fact]
    public void Without_a_setting_ports_come_from_below_those_of_outgoing_connections() =>
        Assert.Equal((10_000, 32_767), ProxylessPorts.RangeOf(null));

    [Fact]
    public void A_setting_names_the_range() => Assert.Equal((15_000, 15_010), ProxylessPorts.RangeOf("15000-15010"));

    [Theory]
    [InlineData("15000")]
    [InlineData("20-10")]
    [InlineData("0-10")]
    [InlineData("1-70000")]
    [InlineData("a-b")]
    public void A_range_that_is_none_is_refused_by_its_name(string setting) =>
        Assert.Contains("ASPIRE_PROXYLESS_ENDPOINT_PORT_RANGE", Assert.Throws<EngineException>(() => ProxylessPorts.RangeOf(setting)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_port_that_somebody_listens_on_is_passed_over()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ASPIRE_PROXYLESS_ENDPOINT_PORT_RANGE"] = $"{taken}-{taken}" })
            .Build();

        Assert.Throws<EngineException>(() => new ProxylessPorts(configuration, []).Next());
    }
}
