using System.Diagnostics;
using RaftNode.Commands;
using RaftNode.Server.Info;
using RaftNode.Server.Latency;
using RaftNode.Server.Sessions;
using RaftNode.Server.Slowlog;
using RaftNode.Server.Telemetry;

namespace RaftNode.Server;

/// <summary>Measures commands. Of several in a row the end of one is the beginning of the next, so that each costs one look at the clock.</summary>
internal sealed class CommandMeter(SlowCommands slow, LatencySettings latency, LatencyMonitor monitor, ServerStatistics statistics, CommandSpans spans)
{
    private static readonly double NanosecondsInTick = 1e9 / Stopwatch.Frequency;

    /// <summary>When the command before ended, in ticks of the stopwatch.</summary>
    public long Now { get; private set; }

    /// <summary>Takes the time before the first of several commands.</summary>
    public void BeginBatch() => Now = Stopwatch.GetTimestamp();

    /// <summary>Takes the time after a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="context">What it was given.</param>
    /// <param name="start">When it began.</param>
    public void End(Command command, CommandContext context, long start)
    {
        Now = Stopwatch.GetTimestamp();
        var ticks = Now - start;
        var nanoseconds = (long)(ticks * NanosecondsInTick);
        command.Statistics.Add(nanoseconds, latency.Tracks);
        statistics.Commands++;
        if (ticks >= monitor.ThresholdTicks)
        {
            monitor.Add(command.Flags.HasFlag(CommandFlags.Fast) ? LatencyMonitor.FastCommand : LatencyMonitor.Command, ticks, context.Now);
        }

        var isSlow = ticks >= slow.ThresholdTicks;
        if (isSlow && !command.Flags.HasFlag(CommandFlags.SkipSlowlog))
        {
            var session = (Session)context.Client;
            slow.Add(context.Request, context.Hidden, nanoseconds / 1000, context.Now / 1000, session.Socket.RemoteAddress, session.Name);
        }

        if (spans.IsWanted || isSlow)
        {
            spans.Add(command, context, nanoseconds, isSlow);
        }
    }
}
