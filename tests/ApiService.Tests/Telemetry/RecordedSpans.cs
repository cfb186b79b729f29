using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace ApiService.Tests.Telemetry;

/// <summary>The spans as they would be exported.</summary>
internal sealed class RecordedSpans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    public IReadOnlyCollection<Activity> All => _spans;

    public override void OnEnd(Activity data)
    {
        // An exporter takes nothing else.
        if (data.Recorded)
        {
            _spans.Enqueue(data);
        }
    }
}
