using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ApiService.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestServers;

namespace ApiService.Tests.Problems;

/// <summary>One server that is the whole topology, and goes away.</summary>
public sealed class UnavailableTests : IAsyncLifetime
{
    /// <summary>The deadline of a call is 1 s; the rest is for a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly RecordedLogs _logs = new();
    private MasterReplicaServers? _servers;
    private RunningApi? _api;

    private RedisProcess Server => _servers!.DataNodes[0];

    private RunningApi Api => _api!;

    public async Task InitializeAsync()
    {
        _servers = await MasterReplicaServers.StartAsync(replicas: 0);
        _api = new RunningApi(
            Support.Topologies.SettingsFor(_servers),
            host => host.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(_logs)));
        await Eventually.Is(async () => (await Api.WriteAsync("/cache", "k", "before")).GetProperty("value").GetString() == "before");
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await _servers!.DisposeAsync();
        _logs.Dispose();
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("pause")]
    public async Task Nobody_to_serve_a_call_is_503_with_Retry_After_within_the_deadline(string fault)
    {
        await BreakAsync(fault);

        foreach (var call in new Func<Task<HttpResponseMessage>>[] { ReadAsync, WriteAsync })
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await call();

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Patience);
            Assert.InRange(int.Parse(response.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 60);
            var problem = await ProblemAsync(response);
            Assert.Equal("master-replica", problem.GetProperty("mode").GetString());
            Assert.Contains(Server.Endpoint.ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_a_write_says_whether_it_may_have_been_applied()
    {
        await BreakAsync("kill");
        using var read = await ReadAsync();
        using var write = await WriteAsync();

        Assert.False((await ProblemAsync(read)).TryGetProperty("mayHaveBeenApplied", out _));
        Assert.True((await ProblemAsync(write)).TryGetProperty("mayHaveBeenApplied", out _));
    }

    [Fact]
    public async Task A_write_that_a_paused_server_may_have_taken_is_told()
    {
        Server.Pause();
        using var first = await WriteAsync();
        Assert.True((await ProblemAsync(first)).GetProperty("mayHaveBeenApplied").GetBoolean());

        Server.Resume();
        await Eventually.Is(async () => (await Api.GetAsync("/cache?key=k")).GetProperty("value").GetString() == "after");
    }

    [Fact]
    public async Task A_write_that_never_left_is_told_not_to_stand()
    {
        await Server.KillAsync();
        using var lost = await WriteAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);

        using var response = await WriteAsync();
        Assert.False((await ProblemAsync(response)).GetProperty("mayHaveBeenApplied").GetBoolean());
    }

    [Fact]
    public async Task A_failed_call_is_logged_once_as_a_warning_with_topology_and_reason()
    {
        await BreakAsync("kill");
        using var response = await ReadAsync();

        var entry = Assert.Single(_logs.Entries, entry => entry.Category.StartsWith("ApiService", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal("master-replica", entry.Fields["Topology"]);
        Assert.Equal(503, entry.Fields["Status"]);
        Assert.Equal((await ProblemAsync(response)).GetProperty("detail").GetString(), entry.Fields["Reason"]);
        Assert.DoesNotContain(_logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task The_service_lives_but_is_not_ready_until_its_topology_is_back()
    {
        await BreakAsync("kill");

        await Eventually.Is(async () => await StatusAsync("/health") == HttpStatusCode.ServiceUnavailable);
        var health = await Api.GetAsync("/health", HttpStatusCode.ServiceUnavailable);
        var check = health.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "master-replica");
        Assert.Equal("Unhealthy", check.GetProperty("status").GetString());
        Assert.Contains(Server.Endpoint.ToString(), check.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("Unhealthy", (await Api.GetAsync("/topologies"))[0].GetProperty("health").GetString());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/alive"));

        await Server.RestartAsync();

        await Eventually.Is(async () => await StatusAsync("/health") == HttpStatusCode.OK);
        await Eventually.Is(async () => (await Api.WriteAsync("/cache", "k", "v")).GetProperty("value").GetString() == "v");
    }

    [Fact]
    public async Task Another_mode_that_is_not_configured_is_told_by_the_setting_that_would()
    {
        foreach (var path in new[] { "/sentinel/cache?key=k", "/cluster/cache?key=k", "/fillcluster", "/cluster/info", "/cluster/nodes" })
        {
            var problem = await Api.GetAsync(path, HttpStatusCode.BadRequest);
            Assert.Contains("Set ConnectionStrings:", problem.GetProperty("errors").GetProperty("mode")[0].GetString(), StringComparison.Ordinal);
        }
    }

    private async Task BreakAsync(string fault)
    {
        if (fault == "pause")
        {
            Server.Pause();
        }
        else
        {
            await Server.KillAsync();
        }
    }

    private Task<HttpResponseMessage> ReadAsync() => Api.Client.GetAsync(new Uri("/cache?key=k", UriKind.Relative));

    private Task<HttpResponseMessage> WriteAsync() => Api.Client.PostAsync(
        new Uri("/cache", UriKind.Relative),
        new StringContent("""{"key":"k","value":"after"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await Api.Client.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
