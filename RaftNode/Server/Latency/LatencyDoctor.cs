using System.Globalization;
using System.Text;
using RaftNode.Server.Slowlog;

namespace RaftNode.Server.Latency;

/// <summary>LATENCY DOCTOR: what took long, and what can be done about it. https://redis.io/docs/latest/commands/latency-doctor/</summary>
internal static class LatencyDoctor
{
    private static readonly (string Name, string Advice)[] Advices =
    [
        (LatencyMonitor.Command, "Look at SLOWLOG GET for the commands that took long: large values read or written as a whole, KEYS, SORT. Ask for parts of them (SCAN, ranges), or split the values."),
        (LatencyMonitor.FastCommand, "Commands that take microseconds were held up by the machine: too little processor time for this process, swapping, or very long strings. `redis-cli --intrinsic-latency 100` on this machine tells what it can do."),
        (LatencyMonitor.ExpireCycle, "Many keys ended at once. Spread their times to live."),
        (LatencyMonitor.Snapshot, "A snapshot was being taken and had to copy something large that changed meanwhile. Split very long strings, or save when less is written."),
        (LatencyMonitor.LogWrite, "Writing the append-only log took long: the disk has other work, or is far away. Use a local disk, and consider `no-appendfsync-on-rewrite yes`."),
        (LatencyMonitor.LogSync, "With `appendfsync always` every round of commands waits for the disk. `everysec` does not; a faster disk waits less."),
    ];

    public static string ReportOf(LatencyMonitor monitor, SlowCommands slow, long now)
    {
        if (monitor.Events.Count == 0)
        {
            return monitor.ThresholdMilliseconds == 0
                ? "Latency is not monitored. CONFIG SET latency-monitor-threshold <milliseconds> turns it on: what takes as long is kept then.\n"
                : $"Nothing has taken {monitor.ThresholdMilliseconds} ms or more so far.\n";
        }

        var report = new StringBuilder("What held clients up:\n\n");
        var number = 0;
        foreach (var (name, events) in monitor.Events)
        {
            report.Append(CultureInfo.InvariantCulture, $"{++number}. {name}: {Describe(events, now)}\n");
        }

        report.Append("\nWhat can be done about it:\n\n");
        foreach (var (_, advice) in Advices.Where(advice => monitor.Events.ContainsKey(advice.Name)))
        {
            report.Append("- ").Append(advice).Append('\n');
        }

        if (monitor.Events.ContainsKey(LatencyMonitor.Command) && !IsWrittenDown(slow, monitor.ThresholdMilliseconds * 1000))
        {
            report.Append(CultureInfo.InvariantCulture, $"- SLOWLOG does not have all of these commands: CONFIG SET slowlog-log-slower-than {monitor.ThresholdMilliseconds * 1000}.\n");
        }

        return report.ToString();
    }

    private static string Describe(LatencyEvents events, long now)
    {
        var samples = events.Samples;
        var average = (long)samples.Average(sample => sample.Milliseconds);
        var deviation = (long)samples.Average(sample => Math.Abs(sample.Milliseconds - average));
        var period = (double)Math.Max(1, now - samples[0].Seconds) / samples.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{samples.Count} latency spikes (average {average}ms, mean deviation {deviation}ms, period {period:F2} sec). Worst all time event {events.WorstMilliseconds}ms.");
    }

    private static bool IsWrittenDown(SlowCommands slow, long microseconds) => slow.ThresholdMicroseconds >= 0 && slow.ThresholdMicroseconds <= microseconds;
}
