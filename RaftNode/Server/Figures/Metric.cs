namespace RaftNode.Server.Figures;

/// <summary>How a metric goes on.</summary>
internal enum MetricKind
{
    /// <summary>It only grows, and begins again at zero.</summary>
    Counter,

    /// <summary>It goes up and down.</summary>
    Gauge,

    /// <summary>How long things took.</summary>
    Duration,
}

/// <summary>The unit of a metric, as Prometheus names it and as OpenTelemetry does.</summary>
/// <param name="Suffix">What Prometheus has at the end of a name, or empty.</param>
/// <param name="Symbol">What OpenTelemetry has beside it.</param>
internal sealed record MetricUnit(string Suffix, string Symbol)
{
    public static MetricUnit Seconds { get; } = new("_seconds", "s");

    public static MetricUnit Bytes { get; } = new("_bytes", "By");

    /// <summary>Whether something is so, 1 or 0.</summary>
    public static MetricUnit Truth { get; } = new("", "1");

    public static MetricUnit Of(string things) => new("", $"{{{things}}}");
}

/// <summary>One thing that is measured, for Prometheus and for OpenTelemetry alike.</summary>
/// <param name="Name">Words with dots: <c>clients.connected</c>.</param>
/// <param name="Kind">How it goes on.</param>
/// <param name="Unit">What it is counted in.</param>
/// <param name="Help">What it is, in a sentence.</param>
internal abstract record Metric(string Name, MetricKind Kind, MetricUnit Unit, string Help)
{
    /// <summary>What tells the values of one metric apart, or null when it has one value.</summary>
    public string? Label { get; init; }

    /// <summary><c>raftnode_clients_connected</c>, <c>raftnode_network_input_bytes_total</c></summary>
    public string PrometheusName { get; } =
        $"raftnode_{Name.Replace('.', '_')}{Unit.Suffix}{(Kind == MetricKind.Counter ? "_total" : "")}";

    /// <summary><c>raftnode.clients.connected</c></summary>
    public string OpenTelemetryName { get; } = $"raftnode.{Name}";
}

/// <summary>A metric of numbers; <c>Read</c> answers them, each with the value of its label.</summary>
internal sealed record NumberMetric(
    string Name, MetricKind Kind, MetricUnit Unit, string Help, Func<ServerFigures, IEnumerable<(string? Label, double Value)>> Read)
    : Metric(Name, Kind, Unit, Help);

/// <summary>A metric of times, counted by how long they were; <c>Read</c> answers them, each with the value of its label.</summary>
internal sealed record DurationMetric(
    string Name, string Help, Func<ServerFigures, IEnumerable<(string? Label, DurationFigures Durations)>> Read)
    : Metric(Name, MetricKind.Duration, MetricUnit.Seconds, Help);
