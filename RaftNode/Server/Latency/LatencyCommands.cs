using System.Text;
using RaftNode.Commands;
using RaftNode.Server.Slowlog;

namespace RaftNode.Server.Latency;

/// <summary>LATENCY. https://redis.io/docs/latest/commands/latency-latest/</summary>
internal sealed class LatencyCommands(LatencyMonitor monitor, SlowCommands slow, Func<CommandTable> table)
{
    private const CommandFlags Flags = CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale;

    private static readonly string[] Tips = ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"];

    private static readonly string[] Help =
    [
        "LATENCY <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "DOCTOR",
        "    Return a human readable latency analysis report.",
        "GRAPH <event>",
        "    Return an ASCII latency graph for the <event> class.",
        "HISTORY <event>",
        "    Return time-latency samples for the <event> class.",
        "LATEST",
        "    Return the latest latency samples for all events.",
        "RESET [<event> ...]",
        "    Reset latency data of one or more <event> classes.",
        "    (default: reset all data for all event classes)",
        "HISTOGRAM [COMMAND ...]",
        "    Return a cumulative distribution of latencies in the format of a histogram for the specified command names.",
        "    If no commands are specified then all histograms are replied.",
        "HELP",
        "    Prints this help.",
    ];

    public IEnumerable<Command> Rows =>
    [
        new("latency", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for latency diagnostics commands", Since = "2.8.13", Complexity = "depends on the subcommand", Subcommands = Subcommands,
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("latency|doctor", 2, Flags, KeySpecification.None, AnswerReport)
        {
            Summary = "Return a human readable latency analysis report.", Since = "2.8.13", Complexity = "O(1)",
            Difference = "says what it finds in words of its own",
            Tips = Tips,
        },
        new("latency|graph", 3, Flags, KeySpecification.None, AnswerGraph)
        {
            Summary = "Return a latency graph for the event.", Since = "2.8.13", Complexity = "O(1)",
            Arguments = "event",
            Tips = Tips,
        },
        new("latency|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands.", Since = "2.8.13", Complexity = "O(1)",
        },
        new("latency|histogram", -2, Flags, KeySpecification.None, AnswerHistograms)
        {
            Summary = "Return the cumulative distribution of latencies of a subset of commands or all.", Since = "7.0.0", Complexity = "O(N) of the commands",
            Arguments = "[command...]",
            Tips = Tips,
        },
        new("latency|history", 3, Flags, KeySpecification.None, AnswerHistory)
        {
            Summary = "Return timestamp-latency samples for the event.", Since = "2.8.13", Complexity = "O(1)",
            Arguments = "event",
            Tips = Tips,
        },
        new("latency|latest", 2, Flags, KeySpecification.None, AnswerLatest)
        {
            Summary = "Return the latest latency samples for all events.", Since = "2.8.13", Complexity = "O(1)",
            Difference = "the events are command, fast-command, expire-cycle, aof-write, aof-fsync-always, and snapshot where redis-server has fork",
            Tips = Tips,
        },
        new("latency|reset", -2, Flags, KeySpecification.None, Reset)
        {
            Summary = "Reset latency data for one or more events.", Since = "2.8.13", Complexity = "O(1)",
            Arguments = "[event...]",
            Tips = ["request_policy:all_nodes", "response_policy:all_succeeded"],
        },
    ];

    private static string Text(CommandContext context, int index) => Errors.Repeated(context[index]);

    private static void AnswerText(CommandContext context, string text) => context.Reply.WriteVerbatimString(Encoding.UTF8.GetBytes("txt:" + text));

    private void AnswerReport(CommandContext context) => AnswerText(context, LatencyDoctor.ReportOf(monitor, slow, context.Now / 1000));

    private void AnswerGraph(CommandContext context)
    {
        var name = Text(context, 2);
        if (monitor.Events.TryGetValue(name, out var events))
        {
            AnswerText(context, LatencyGraph.Of(name, events, context.Now / 1000));
        }
        else
        {
            context.Fail($"ERR No samples available for event '{name}'");
        }
    }

    private void AnswerHistory(CommandContext context)
    {
        IReadOnlyList<LatencySample> samples = monitor.Events.TryGetValue(Text(context, 2), out var events) ? events.Samples : [];
        context.Reply.WriteArrayHeader(samples.Count);
        foreach (var sample in samples)
        {
            context.Reply.WriteArrayHeader(2);
            context.Reply.WriteInteger(sample.Seconds);
            context.Reply.WriteInteger(sample.Milliseconds);
        }
    }

    private void AnswerLatest(CommandContext context)
    {
        context.Reply.WriteArrayHeader(monitor.Events.Count);
        foreach (var (name, events) in monitor.Events)
        {
            context.Reply.WriteArrayHeader(4);
            context.Reply.WriteBulkString(name);
            context.Reply.WriteInteger(events.Samples[^1].Seconds);
            context.Reply.WriteInteger(events.Samples[^1].Milliseconds);
            context.Reply.WriteInteger(events.WorstMilliseconds);
        }
    }

    private void Reset(CommandContext context)
    {
        var count = context.Count == 2 ? monitor.Reset() : 0;
        for (var i = 2; i < context.Count; i++)
        {
            count += monitor.Reset(Text(context, i));
        }

        context.Reply.WriteInteger(count);
    }

    /// <summary>Of the commands that are named, and of all subcommands of those that have some. Names that are none are left out.</summary>
    private void AnswerHistograms(CommandContext context)
    {
        var asked = new List<Command>();
        for (var i = 2; i < context.Count; i++)
        {
            if (table().FindByFullName(context[i]) is { } command)
            {
                asked.Add(command);
            }
        }

        var measured = (context.Count == 2 ? table().All : asked)
            .SelectMany(command => command.Subcommands.Prepend(command))
            .Where(command => command.Statistics.Latencies is not null)
            .ToList();
        context.Reply.WriteMapHeader(measured.Count);
        foreach (var command in measured)
        {
            context.Reply.WriteBulkString(command.Name);
            AnswerHistogram(context, command.Statistics.Latencies!);
        }
    }

    private static void AnswerHistogram(CommandContext context, LatencyHistogram histogram)
    {
        var doublings = histogram.Doublings().ToList();
        context.Reply.WriteMapHeader(2);
        context.Reply.WriteBulkString("calls"u8);
        context.Reply.WriteInteger(histogram.Count);
        context.Reply.WriteBulkString("histogram_usec"u8);
        context.Reply.WriteMapHeader(doublings.Count);
        foreach (var (nanoseconds, count) in doublings)
        {
            context.Reply.WriteInteger(nanoseconds / 1000);
            context.Reply.WriteInteger(count);
        }
    }
}
