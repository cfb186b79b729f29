using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using RedisLib.Connections;
using RedisLib.Telemetry;
using TestServers;

namespace RedisLib.IntegrationTests.Connections;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_command_makes_a_span_and_a_duration_that_name_it_and_its_node_and_hold_no_argument()
    {
        await using var server = await RedisProcess.StartAsync();
        var topology = $"topology-{server.Endpoint.Port}";
        using var spans = new SpanCollector(topology);
        using var durations = new MeasurementCollector("db.client.operation.duration", topology);
        await using var connection = await ConnectAsync(server, topology);

        await connection.ExecuteAsync(RedisCommand.Create("SET", "my-key", "my-secret"));
        await Assert.ThrowsAsync<RedisServerException>(async () => await connection.ExecuteAsync(RedisCommand.Create("INCR", "my-key")));
        await connection.SendBatchAsync([RedisCommand.Create("GET", "a"), RedisCommand.Create("GET", "b")]);

        var set = Assert.Single(spans.Ended, span => span.DisplayName == "SET");
        Assert.Equal(ActivityKind.Client, set.Kind);
        Assert.Equal("redis", set.GetTagItem("db.system.name"));
        Assert.Equal("SET", set.GetTagItem("db.operation.name"));
        Assert.Equal("127.0.0.1", set.GetTagItem("server.address"));
        Assert.Equal(server.Endpoint.Port, set.GetTagItem("server.port"));
        Assert.Equal("127.0.0.1", set.GetTagItem("network.peer.address"));
        Assert.Equal(server.Endpoint.Port, set.GetTagItem("network.peer.port"));
        Assert.Equal("sentinel", set.GetTagItem("redis.mode"));
        Assert.Equal(ActivityStatusCode.Unset, set.Status);

        var increment = Assert.Single(spans.Ended, span => span.DisplayName == "INCR");
        Assert.Equal(ActivityStatusCode.Error, increment.Status);
        Assert.Equal("ERR", increment.GetTagItem("db.response.status_code"));
        Assert.Equal("ERR", increment.GetTagItem("error.type"));

        var batch = Assert.Single(spans.Ended, span => span.DisplayName == "BATCH GET");
        Assert.Equal(2, batch.GetTagItem("db.operation.batch.size"));
        Assert.DoesNotContain(spans.Ended.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("my-", StringComparison.Ordinal));

        Assert.Equal(["SET", "INCR", "BATCH GET"], durations.Recorded.Select(tags => tags["db.operation.name"]));
        Assert.Equal("ERR", durations.Recorded.ElementAt(1)["error.type"]);
    }

    [Fact]
    public async Task A_broken_connection_is_told_as_the_type_of_the_error_and_the_reconnect_is_counted()
    {
        await using var server = await RedisProcess.StartAsync();
        var topology = $"topology-{server.Endpoint.Port}";
        using var spans = new SpanCollector(topology);
        using var reconnects = new MeasurementCollector("redis.client.reconnects", topology);
        await using var connection = await ConnectAsync(server, topology);

        var inFlight = connection.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", 0.2)).AsTask();
        connection.Drop("for the test");
        await Assert.ThrowsAsync<RedisConnectionException>(() => inFlight);
        await Eventually.Is(() => reconnects.Recorded.Count == 1);

        Assert.Equal(typeof(RedisConnectionException).FullName, Assert.Single(spans.Ended).GetTagItem("error.type"));
    }

    [Fact]
    public async Task Commands_in_flight_are_gauged()
    {
        await using var server = await RedisProcess.StartAsync();
        var topology = $"topology-{server.Endpoint.Port}";
        using var pending = new MeasurementCollector("redis.client.pending_commands", topology);
        await using var connection = await ConnectAsync(server, topology);

        var inFlight = connection.SendAsync(RedisCommand.Create("DEBUG", "SLEEP", 0.3)).AsTask();
        pending.Observe();

        Assert.Equal(1, Assert.Single(pending.Values));
        await inFlight;
    }

    private static async Task<NodeConnection> ConnectAsync(RedisProcess server, string topology)
    {
        var connection = new NodeConnection(new NodeConnectionOptions
        {
            Endpoint = server.Endpoint,
            TopologyName = topology,
            Mode = RedisMode.Sentinel,
            HeartbeatInterval = TimeSpan.FromMinutes(1),
        });
        await connection.WaitUntilConnectedAsync();
        return connection;
    }

    private sealed class SpanCollector : IDisposable
    {
        private readonly ActivityListener _listener;

        public SpanCollector(string topology)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == RedisTelemetry.ActivitySourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (Equals(activity.GetTagItem("redis.topology"), topology))
                    {
                        Ended.Enqueue(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public void Dispose() => _listener.Dispose();
    }

    private sealed class MeasurementCollector : IDisposable
    {
        private readonly MeterListener _listener = new();

        public MeasurementCollector(string instrument, string topology)
        {
            _listener.InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Name == RedisTelemetry.MeterName && published.Name == instrument)
                {
                    listener.EnableMeasurementEvents(published);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Record(value, tags, topology));
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Record(value, tags, topology));
            _listener.SetMeasurementEventCallback<int>((_, value, tags, _) => Record(value, tags, topology));
            _listener.Start();
        }

        public ConcurrentQueue<Dictionary<string, object?>> Recorded { get; } = new();

        public ConcurrentQueue<double> Values { get; } = new();

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, string topology)
        {
            var map = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (name, content) in tags)
            {
                map[name] = content;
            }

            if (Equals(map.GetValueOrDefault("redis.topology"), topology))
            {
                Recorded.Enqueue(map);
                Values.Enqueue(value);
            }
        }
    }
}
