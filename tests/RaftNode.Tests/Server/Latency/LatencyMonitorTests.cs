using RaftNode.Server.Latency;

namespace RaftNode.Tests.Server.Latency;

public sealed class LatencyMonitorTests
{
    private static readonly long TicksInMillisecond = System.Diagnostics.Stopwatch.Frequency / 1000;

    [Fact]
    public void Of_each_second_the_worst_is_kept_and_of_all_the_worst_ever()
    {
        var monitor = new LatencyMonitor { ThresholdMilliseconds = 5 };
        monitor.Add(LatencyMonitor.Command, 30 * TicksInMillisecond, now: 1_000);
        monitor.Add(LatencyMonitor.Command, 20 * TicksInMillisecond, now: 1_999);
        monitor.Add(LatencyMonitor.Command, 10 * TicksInMillisecond, now: 2_000);

        var events = monitor.Events[LatencyMonitor.Command];
        Assert.Equal([new LatencySample(1, 30), new LatencySample(2, 10)], events.Samples);
        Assert.Equal(30, events.WorstMilliseconds);
    }

    [Fact]
    public void The_last_hundred_and_sixty_seconds_are_kept()
    {
        var events = new LatencyEvents();
        for (var second = 1; second <= 200; second++)
        {
            events.Add(second, second);
        }

        Assert.Equal(160, events.Samples.Count);
        Assert.Equal(new LatencySample(41, 41), events.Samples[0]);
    }

    [Fact]
    public void Nothing_is_kept_without_a_threshold()
    {
        var monitor = new LatencyMonitor();

        monitor.End(LatencyMonitor.ExpireCycle, monitor.Start(), now: 1);

        Assert.Equal(long.MaxValue, monitor.ThresholdTicks);
        Assert.Empty(monitor.Events);
    }

    [Fact]
    public void A_kind_is_forgotten_by_its_name_in_any_case_and_all_without_one()
    {
        var monitor = new LatencyMonitor { ThresholdMilliseconds = 1 };
        monitor.Add(LatencyMonitor.Command, TicksInMillisecond, now: 1);
        monitor.Add(LatencyMonitor.Snapshot, TicksInMillisecond, now: 1);

        Assert.Equal(0, monitor.Reset("nosuch"));
        Assert.Equal(1, monitor.Reset("COMMAND"));
        Assert.Equal(1, monitor.Reset());
    }

    [Fact]
    public void A_graph_has_a_column_for_each_sample_with_its_age_below()
    {
        var events = new LatencyEvents();
        foreach (var (second, milliseconds) in ((long, long)[])[(100, 10), (3650, 5), (3700, 100)])
        {
            events.Add(second, milliseconds);
        }

        Assert.Equal(
            $"command - high 100 ms, low 5 ms (all time high 100 ms)\n{new string('-', 80)}\n  #\n  |\n  |\n__|\n   \n155\nh5s\n s \n",
            LatencyGraph.Of("command", events, now: 3705));
    }
}
