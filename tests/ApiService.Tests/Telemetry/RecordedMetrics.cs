using System.Collections.Concurrent;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ApiService.Tests.Telemetry;

/// <summary>The metrics as they would be exported: the bucket bounds of each histogram, empty for other instruments.</summary>
internal sealed class RecordedMetrics : BaseExporter<Metric>
{
    public ConcurrentDictionary<string, double[]> BoundsByName { get; } = new(StringComparer.Ordinal);

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            BoundsByName[metric.Name] = metric.MetricType == MetricType.Histogram ? BoundsOf(metric) : [];
        }

        return ExportResult.Success;
    }

    private static double[] BoundsOf(Metric metric)
    {
        foreach (var point in metric.GetMetricPoints())
        {
            var bounds = new List<double>();
            foreach (var bucket in point.GetHistogramBuckets())
            {
                bounds.Add(bucket.ExplicitBound);
            }

            return [.. bounds];
        }

        return [];
    }
}
