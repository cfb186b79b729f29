using System.Globalization;
using System.Text;

namespace RaftNode.Server.Figures;

/// <summary>Metrics in the text format of Prometheus. https://prometheus.io/docs/instrumenting/exposition_formats/</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>What was added so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Adds a metric with its values; one that has none is left out.</summary>
    public void Add(Metric metric, ServerFigures figures)
    {
        if (metric is NumberMetric numbers)
        {
            Add(numbers, figures);
        }
        else if (metric is DurationMetric durations)
        {
            Add(durations, figures);
        }
    }

    /// <summary>Adds a metric with one value.</summary>
    public void Add(string name, MetricKind kind, string help, double value)
    {
        AddHead(name, kind, help);
        AddLine(name, null, null, null, value);
    }

    private void Add(NumberMetric metric, ServerFigures figures)
    {
        var hasHead = false;
        foreach (var (label, value) in metric.Read(figures))
        {
            AddHeadOnce(ref hasHead, metric);
            AddLine(metric.PrometheusName, metric.Label, label, null, value);
        }
    }

    private void Add(DurationMetric metric, ServerFigures figures)
    {
        var name = metric.PrometheusName;
        var hasHead = false;
        foreach (var (label, durations) in metric.Read(figures))
        {
            AddHeadOnce(ref hasHead, metric);
            for (var i = 0; i < durations.CountsUpTo.Count; i++)
            {
                AddLine($"{name}_bucket", metric.Label, label, BoundText(DurationFigures.Bounds[i]), durations.CountsUpTo[i]);
            }

            AddLine($"{name}_bucket", metric.Label, label, "+Inf", durations.Count);
            AddLine($"{name}_sum", metric.Label, label, null, durations.Seconds);
            AddLine($"{name}_count", metric.Label, label, null, durations.Count);
        }
    }

    private void AddHeadOnce(ref bool hasHead, Metric metric)
    {
        if (!hasHead)
        {
            AddHead(metric.PrometheusName, metric.Kind, metric.Help);
            hasHead = true;
        }
    }

    private void AddHead(string name, MetricKind kind, string help)
    {
        var type = kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private void AddLine(string name, string? labelName, string? label, string? bound, double value)
    {
        _text.Append(name);
        if (label is not null || bound is not null)
        {
            _text.Append('{');
            AddLabel(labelName, label);
            _text.Append(label is not null && bound is not null ? "," : "");
            AddLabel("le", bound);
            _text.Append('}');
        }

        _text.Append(' ').Append(Text(value)).Append('\n');
    }

    private void AddLabel(string? name, string? value)
    {
        if (value is not null)
        {
            _text.Append(name).Append("=\"").Append(Escaped(value)).Append('"');
        }
    }

    private static string Escaped(string value) =>
        value.Replace(@"\", @"\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    /// <summary>Without an exponent, by which some would tell it from the same bound of another program.</summary>
    private static string BoundText(double bound) => bound.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
