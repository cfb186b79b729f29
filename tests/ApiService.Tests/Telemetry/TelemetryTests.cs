using System.Diagnostics;
using System.Globalization;
using System.Net;
using ApiService.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RedisLib;
using TestServers;

namespace ApiService.Tests.Telemetry;

public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly RecordedSpans _spans = new();
    private readonly RecordedMetrics _metrics = new();
    private MasterReplicaServers? _servers;
    private RunningApi? _api;

    private RunningApi Api => _api!;

    public async Task InitializeAsync()
    {
        _servers = await MasterReplicaServers.StartAsync(replicas: 0);
        var settings = Support.Topologies.SettingsFor(_servers);

        // Nobody listens there; what counts here is what is on its way.
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePorts.Next()}";

        // As Aspire sets it: a span is sampled whatever its parent is.
        settings["OTEL_TRACES_SAMPLER"] = "always_on";
        _api = new RunningApi(settings, host => host.ConfigureServices(services => services
            .ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(_spans))
            .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddReader(new BaseExportingMetricReader(_metrics)))));
        await Eventually.Is(async () => (await Api.WriteAsync("/cache", "k", "v")).GetProperty("value").GetString() == "v");
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await _servers!.DisposeAsync();
        _spans.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task A_read_is_a_request_span_with_the_Redis_command_and_its_node_below_it()
    {
        var trace = await InTraceAsync(() => Api.GetAsync("/master-replica/cache?key=k"));

        var request = await RequestSpanAsync(trace);
        Assert.Equal("GET /{mode}/cache", request.DisplayName);
        Assert.Equal("/{mode}/cache", request.GetTagItem("http.route"));
        Assert.Equal("GET", request.GetTagItem("http.request.method"));
        Assert.Equal(200, request.GetTagItem("http.response.status_code"));
        Assert.Equal("/master-replica/cache", request.GetTagItem("url.path"));
        Assert.Equal(ActivityStatusCode.Unset, request.Status);

        var command = await SpanAsync(span => span.DisplayName == "GET" && span.ParentSpanId == request.SpanId);
        Assert.Equal(ActivityKind.Client, command.Kind);
        Assert.Equal("redis", command.GetTagItem("db.system.name"));
        Assert.Equal(_servers!.DataNodes[0].Endpoint.Host, command.GetTagItem("server.address"));
        Assert.Equal(_servers.DataNodes[0].Endpoint.Port, command.GetTagItem("server.port"));
    }

    [Fact]
    public async Task What_the_caller_got_wrong_is_no_error_of_the_span()
    {
        var trace = await InTraceAsync(() => Api.GetAsync("/cache/random", HttpStatusCode.BadRequest));

        var request = await RequestSpanAsync(trace);
        Assert.Equal("GET /cache/random", request.DisplayName);
        Assert.Equal(400, request.GetTagItem("http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Unset, request.Status);
    }

    [Fact]
    public async Task A_call_that_cannot_be_served_is_an_error_of_its_span_with_the_route()
    {
        await _servers!.DataNodes[0].KillAsync();
        var trace = await InTraceAsync(() => Api.GetAsync("/cache?key=k", HttpStatusCode.ServiceUnavailable));

        var request = await RequestSpanAsync(trace);
        Assert.Equal("GET /cache", request.DisplayName);
        Assert.Equal(503, request.GetTagItem("http.response.status_code"));
        Assert.Equal("503", request.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, request.Status);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Health_probes_leave_no_spans(string path)
    {
        var probe = await InTraceAsync(() => Api.GetAsync(path));

        // Spans end in the order of the requests on one connection, so what follows the probe has all of its spans before it.
        await RequestSpanAsync(await InTraceAsync(() => Api.GetAsync("/topologies")));
        Assert.DoesNotContain(_spans.All, span => span.TraceId == probe && span.Kind != ActivityKind.Client);
        Assert.DoesNotContain(_spans.All, span => span.TraceId == probe && span.Source.Name == "RedisLib");
    }

    [Fact]
    public async Task What_a_connection_asks_on_its_own_leaves_no_spans()
    {
        var redis = Api.Services.GetRequiredKeyedService<IRedisConnection>("master-replica");
        var asked = await RolesAskedAsync(redis);
        await Eventually.Is(async () => await RolesAskedAsync(redis) > asked);

        // Services of other tests in this process are heard too: only what went to this test's server counts.
        var port = _servers!.DataNodes[0].Endpoint.Port;
        Assert.DoesNotContain(_spans.All, span => span.DisplayName == "ROLE" && port.Equals(span.GetTagItem("server.port")));
    }

    [Fact]
    public void Latencies_of_requests_and_commands_are_histograms_that_resolve_a_fraction_of_a_millisecond()
    {
        Api.Services.GetRequiredService<MeterProvider>().ForceFlush();

        foreach (var name in new[] { "http.server.request.duration", "db.client.operation.duration" })
        {
            Assert.Contains(0.00025, _metrics.BoundsByName[name]);
        }
    }

    private static async Task<int> RolesAskedAsync(IRedisConnection redis)
    {
        var statistics = (await redis.ExecuteAsync(RedisCommand.Create("INFO", "commandstats"))).AsString();
        const string Calls = "cmdstat_role:calls=";
        var start = statistics.IndexOf(Calls, StringComparison.Ordinal);
        return start < 0 ? 0 : int.Parse(statistics[(start + Calls.Length)..].Split(',')[0], CultureInfo.InvariantCulture);
    }

    private Task<Activity> RequestSpanAsync(ActivityTraceId trace) => SpanAsync(span => span.Kind == ActivityKind.Server && span.TraceId == trace);

    /// <summary>A span ends a moment after the answer has been received.</summary>
    private async Task<Activity> SpanAsync(Func<Activity, bool> which)
    {
        await Eventually.Is(() => _spans.All.Any(which));
        return _spans.All.First(which);
    }

    /// <summary>Calls in a trace of its own: other services of this process, run by other tests, are heard too.</summary>
    private static async Task<ActivityTraceId> InTraceAsync(Func<Task> call)
    {
        using var trace = new Activity("test");
        trace.SetIdFormat(ActivityIdFormat.W3C);
        trace.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        trace.Start();
        await call();
        return trace.TraceId;
    }
}
