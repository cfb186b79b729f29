using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RedisLib.Telemetry;

/// <summary>
/// The traces and metrics of this library, by the OpenTelemetry conventions for database clients. They cost next to nothing
/// while nobody listens. Keys, values and passwords never appear in them.
/// </summary>
public static class RedisTelemetry
{
    /// <summary>The name of the activity source; give it to <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "RedisLib";

    /// <summary>The name of the meter; give it to <c>AddMeter</c>.</summary>
    public const string MeterName = "RedisLib";

    /// <summary>The activity in which a connection asks its own questions; what is sent in it starts no spans, whatever the sampler.</summary>
    internal const string BackgroundActivity = "RedisLib.Background";

    // From a command on the same machine to a call at the end of its patience.
    private static readonly InstrumentAdvice<double> DurationBuckets = new()
    {
        HistogramBucketBoundaries =
            [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly Meter Meter = new(MeterName);

    private static readonly ConcurrentDictionary<NodeTelemetry, Func<int>> PendingCounts = new();

    static RedisTelemetry() => Meter.CreateObservableUpDownCounter(
        "redis.client.pending_commands", ObservePending, "{command}", "Commands sent whose replies have not come.");

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    internal static Histogram<double> OperationDuration { get; } = Meter.CreateHistogram(
        "db.client.operation.duration", "s", "How long a command took, from the call to its reply.", tags: null, DurationBuckets);

    internal static Counter<long> Reconnects { get; } = Meter.CreateCounter<long>(
        "redis.client.reconnects", "{connection}", "Connections made anew after they broke.");

    internal static Counter<long> Redirections { get; } = Meter.CreateCounter<long>(
        "redis.client.redirections", "{redirection}", "MOVED and ASK replies followed.");

    internal static Counter<long> Retries { get; } = Meter.CreateCounter<long>(
        "redis.client.retries", "{retry}", "Commands sent again because they certainly had not been applied.");

    internal static bool IsObserved => Source.HasListeners() || OperationDuration.Enabled;

    /// <summary>Counts a redirection that a topology followed.</summary>
    /// <param name="topology">The name of the topology.</param>
    /// <param name="kind"><c>MOVED</c> or <c>ASK</c>.</param>
    internal static void CountRedirection(string topology, string kind) =>
        Redirections.Add(1, new(Attributes.Topology, topology), new("redis.redirection", kind));

    /// <summary>Counts a command sent again.</summary>
    /// <param name="topology">The name of the topology.</param>
    /// <param name="reason">The code of the error reply, or <c>connection</c>.</param>
    internal static void CountRetry(string topology, string reason) =>
        Retries.Add(1, new(Attributes.Topology, topology), new(Attributes.ErrorType, reason));

    internal static void Register(NodeTelemetry node, Func<int> pendingCount) => PendingCounts[node] = pendingCount;

    internal static void Unregister(NodeTelemetry node) => PendingCounts.TryRemove(node, out _);

    private static IEnumerable<Measurement<int>> ObservePending() =>
        PendingCounts
            .GroupBy(entry => (entry.Key.Endpoint, entry.Key.TopologyName))
            .Select(node => new Measurement<int>(node.Sum(entry => entry.Value()), node.First().Key.Tags));
}
