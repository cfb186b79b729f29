using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using ApiService.Tests.Support;

namespace ApiService.Tests.Startup;

public sealed partial class StartupTests
{
    [Theory]
    [InlineData("ConnectionStrings", "Redis:Mode", "MasterReplica")]
    [InlineData("Redis:Mode", "Redis:Mode", "raffle", "ConnectionStrings:sentinel", "127.0.0.1:1,serviceName=mymaster")]
    [InlineData("ConnectionStrings:cluster", "Redis:Mode", "Cluster", "ConnectionStrings:sentinel", "127.0.0.1:1,serviceName=mymaster")]
    [InlineData("ConnectionStrings:cluster", "Redis:Mode", "Cluster", "ConnectionStrings:cluster", "127.0.0.1:0")]
    [InlineData("serviceName", "Redis:Mode", "Sentinel", "ConnectionStrings:sentinel", "127.0.0.1:1")]
    [InlineData("Redis:OperationTimeout", "Redis:OperationTimeout", "soon", "ConnectionStrings:master-replica", "127.0.0.1:1")]
    public async Task A_wrong_setting_ends_the_start_with_one_line_that_names_it(string named, params string[] settings)
    {
        using var api = ApiProcess.Start([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        Assert.Equal(1, await api.ExitCodeAsync());
        Assert.Contains(named, AssertOneLine(await api.ErrorsAsync()), StringComparison.Ordinal);
        Assert.Empty(await api.OutputAsync());
    }

    [Fact]
    public async Task A_busy_port_ends_the_start_with_one_line_that_names_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        using var api = ApiProcess.Start([("urls", url), ("ConnectionStrings:master-replica", "127.0.0.1:1")]);

        Assert.Equal(1, await api.ExitCodeAsync());
        Assert.Contains(url, AssertOneLine(await api.ErrorsAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RedisMasterReplica", "master-replica")]
    [InlineData("RedisSentinel", "sentinel")]
    [InlineData("RedisCluster", "cluster")]
    public async Task An_environment_chooses_the_mode(string environment, string mode)
    {
        using var api = ApiProcess.Start([("urls", "http://127.0.0.1:0")], environment);
        var address = await api.AddressAsync();

        using var client = new HttpClient();
        using var topologies = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, "/topologies")));

        var only = Assert.Single(topologies.RootElement.EnumerateArray());
        Assert.Equal(mode, only.GetProperty("mode").GetString());
        Assert.True(only.GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public void The_launch_profile_leaves_the_environment_alone()
    {
        var folder = Path.GetDirectoryName(typeof(StartupTests).Assembly.Location)!;
        while (!File.Exists(Path.Combine(folder, "aspire.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "ApiService", "Properties", "launchSettings.json")));

        var profile = Assert.Single(settings.RootElement.GetProperty("profiles").EnumerateObject()).Value;
        Assert.Equal("http://localhost:5180", profile.GetProperty("applicationUrl").GetString());
        Assert.False(profile.TryGetProperty("environmentVariables", out _));
    }

    private static string AssertOneLine(string text)
    {
        Assert.Matches(OneLine(), text);
        return text;
    }

    [GeneratedRegex(@"^ApiService cannot start\. [^\n]+\n$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneLine();
}
