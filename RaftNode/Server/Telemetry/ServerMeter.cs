using System.Diagnostics.Metrics;
using RaftNode.Server.Figures;

namespace RaftNode.Server.Telemetry;

/// <summary>
/// The metrics of the server as instruments that are looked at, so that no command does anything for them. Times, which OpenTelemetry would
/// have recorded one by one, are told as a count, a sum and some quantiles of all of them.
/// </summary>
internal sealed class ServerMeter : IDisposable
{
    /// <summary>All instruments are looked at one after the other, and want the figures of one moment. Who executes commands answers in a round.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly double[] Shares = [0.5, 0.99, 0.999];

    private readonly Meter _meter = new(RaftNodeTelemetry.MeterName);
    private readonly ManualResetEventSlim _isTaken = new();
    private readonly FigureBoard _board;
    private readonly TimeProvider _time;

    public ServerMeter(FigureBoard board, TimeProvider time)
    {
        _board = board;
        _time = time;
        board.Follow(_isTaken.Set);
        foreach (var metric in Metrics.All)
        {
            Add(metric);
        }
    }

    public void Dispose()
    {
        _board.Unfollow(_isTaken.Set);
        _meter.Dispose();
        _isTaken.Dispose();
    }

    private void Add(Metric metric)
    {
        var name = metric.OpenTelemetryName;
        switch (metric)
        {
            case NumberMetric { Kind: MetricKind.Counter } counter:
                _meter.CreateObservableCounter(name, () => Read(counter), counter.Unit.Symbol, counter.Help);
                break;
            case NumberMetric gauge:
                _meter.CreateObservableGauge(name, () => Read(gauge), gauge.Unit.Symbol, gauge.Help);
                break;
            case DurationMetric durations:
                _meter.CreateObservableCounter($"{name}.count", () => Read(durations, static times => times.Count), "{time}", durations.Help);
                _meter.CreateObservableCounter($"{name}.sum", () => Read(durations, static times => times.Seconds), durations.Unit.Symbol, durations.Help);
                _meter.CreateObservableGauge($"{name}.quantile", () => ReadQuantiles(durations), durations.Unit.Symbol, durations.Help);
                break;
        }
    }

    private IEnumerable<Measurement<double>> Read(NumberMetric metric) =>
        Figures() is { } figures ? metric.Read(figures).Select(value => new Measurement<double>(value.Value, Tags(metric, value.Label))) : [];

    private IEnumerable<Measurement<double>> Read(DurationMetric metric, Func<DurationFigures, double> read) =>
        Figures() is { } figures ? metric.Read(figures).Select(value => new Measurement<double>(read(value.Durations), Tags(metric, value.Label))) : [];

    private IEnumerable<Measurement<double>> ReadQuantiles(DurationMetric metric) =>
        Figures() is { } figures
            ? from value in metric.Read(figures)
              from share in Shares
              select new Measurement<double>(value.Durations.Quantile(share), [.. Tags(metric, value.Label), new("quantile", share)])
            : [];

    private static KeyValuePair<string, object?>[] Tags(Metric metric, string? label) =>
        metric.Label is { } name ? [new($"raftnode.{name}", label)] : [];

    /// <summary>Figures that are not old, or the last ones of a server that is busy; null while it loads its data.</summary>
    private ServerFigures? Figures()
    {
        var now = _time.GetTimestamp();
        if (_board.Phase == ServerPhase.Serving && _board.Since(now) is null)
        {
            _isTaken.Reset();
            _board.Want();
            _isTaken.Wait(Patience);
        }

        return _board.Latest;
    }
}
