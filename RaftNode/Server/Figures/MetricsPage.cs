namespace RaftNode.Server.Figures;

/// <summary>What <c>/metrics</c> answers.</summary>
/// <param name="board">Where the figures are.</param>
/// <param name="time">The clock.</param>
/// <param name="lostLines">How many lines of the log were lost.</param>
internal sealed class MetricsPage(FigureBoard board, TimeProvider time, Func<long> lostLines)
{
    /// <summary>In seconds of Unix time; what the process did before this was made is not worth asking the system.</summary>
    private readonly double _startedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>The text with some figures, or with what is known without them while there are none.</summary>
    public string Of(ServerFigures? figures)
    {
        var text = new PrometheusText();
        AddProcess(text);
        text.Add("raftnode_loading", MetricKind.Gauge, "Whether the data is being loaded.", board.Phase == ServerPhase.Loading ? 1 : 0);
        text.Add("raftnode_log_lines_lost_total", MetricKind.Counter, "Lines of the log that could not be written.", lostLines());
        if (figures is not null)
        {
            foreach (var metric in Metrics.All)
            {
                text.Add(metric, figures);
            }
        }

        return text.ToString();
    }

    /// <summary>What every Prometheus client tells under these names, so that dashboards of others work.</summary>
    private void AddProcess(PrometheusText text)
    {
        text.Add("process_start_time_seconds", MetricKind.Gauge, "When the process started, in Unix time.", _startedAt);
        text.Add("process_resident_memory_bytes", MetricKind.Gauge, "Memory of the machine that the process holds.", Environment.WorkingSet);
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
        {
            text.Add("process_cpu_seconds_total", MetricKind.Counter, "Time of the processors that the process has used.", Environment.CpuUsage.TotalTime.TotalSeconds);
        }
    }
}
