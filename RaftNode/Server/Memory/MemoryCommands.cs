using System.Globalization;
using System.Text;
using RaftNode.Commands;

namespace RaftNode.Server.Memory;

/// <summary>MEMORY. https://redis.io/docs/latest/commands/memory-usage/</summary>
internal sealed class MemoryCommands(Func<MemoryReport> report, UsedMemory memory)
{
    /// <summary>How many parts of a large value are looked at when nobody says.</summary>
    private const long UsualSamples = 5;

    private static readonly string[] Help =
    [
        "MEMORY <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "DOCTOR",
        "    Return memory problems reports.",
        "MALLOC-STATS",
        "    Return internal statistics report from the memory allocator.",
        "PURGE",
        "    Attempt to purge dirty pages for reclamation by the allocator.",
        "STATS",
        "    Return information about the memory usage of the server.",
        "USAGE <key> [SAMPLES <count>]",
        "    Return memory in bytes used by <key> and its value. Nested values are",
        "    sampled up to <count> times (default: 5, 0 means sample all).",
        "HELP",
        "    Prints this help.",
    ];

    public IEnumerable<Command> Rows =>
    [
        new("memory", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for memory diagnostics commands", Since = "4.0.0", Complexity = "depends on the subcommand", Subcommands = Subcommands,
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("memory|doctor", 2, CommandFlags.None, KeySpecification.None, context => AnswerText(context, MemoryDoctor.ReportOf(report())))
        {
            Summary = "Outputs memory problems report", Since = "4.0.0", Complexity = "O(N) of the clients",
            Difference = "says what it finds in words of its own",
            Tips = ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        },
        new("memory|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "4.0.0", Complexity = "O(1)",
        },
        new("memory|malloc-stats", 2, CommandFlags.None, KeySpecification.None, context => AnswerText(context, AllocatorReport()))
        {
            Summary = "Show allocator internal stats", Since = "4.0.0", Complexity = "O(1)",
            Difference = "tells of the blocks of the C library and of the garbage collector, which is what there is",
            Tips = ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        },
        new("memory|purge", 2, CommandFlags.None, KeySpecification.None, Purge)
        {
            Summary = "Ask the allocator to release memory", Since = "4.0.0", Complexity = "depends on how much memory is allocated, could be slow",
            Tips = ["request_policy:all_shards", "response_policy:all_succeeded"],
        },
        new("memory|stats", 2, CommandFlags.None, KeySpecification.None, AnswerStatistics)
        {
            Summary = "Show memory usage details", Since = "4.0.0", Complexity = "O(N) of the clients",
            Tips = ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        },
        new("memory|usage", -3, CommandFlags.ReadOnly, KeySpecification.Second.For(KeyUse.ReadOnly), AnswerUsage)
        {
            Summary = "Estimate the memory usage of a key", Since = "4.0.0", Complexity = "O(N) of the samples",
            Difference = "the figure is that of this server's own memory",
            Arguments = "key [SAMPLES count:integer]",
        },
    ];

    private static void AnswerUsage(CommandContext context)
    {
        var samples = UsualSamples;
        for (var i = 3; i < context.Count; i += 2)
        {
            if (!context.Is(i, "SAMPLES"u8) || i + 1 == context.Count)
            {
                context.Fail(Errors.Syntax);
                return;
            }

            if (!context.TryReadInteger(i + 1, out samples))
            {
                return;
            }

            if (samples < 0)
            {
                context.Fail(Errors.Syntax);
                return;
            }
        }

        var entry = context.Database.Inspect(context[2]);
        if (entry.IsNone)
        {
            context.Reply.WriteNull();
        }
        else
        {
            context.Reply.WriteInteger(context.Database.BytesTaken(entry, samples == 0 ? long.MaxValue : samples));
        }
    }

    private static void AnswerText(CommandContext context, string text) => context.Reply.WriteVerbatimString(Encoding.UTF8.GetBytes("txt:" + text));

    private void Purge(CommandContext context)
    {
        memory.Purge();
        context.Reply.WriteOk();
    }

    private string AllocatorReport()
    {
        var managed = GC.GetGCMemoryInfo(GCKind.Any);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            data, in blocks of the C library: {UsedMemory.DataBytes} bytes
            everything else, after the last collection: {memory.ManagedBytes} bytes
            heap of the garbage collector: {managed.HeapSizeBytes} bytes, {managed.FragmentedBytes} of them between objects, {managed.TotalCommittedBytes} committed
            collections of generation 0, 1, 2: {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)}, pauses {GC.GetTotalPauseDuration().TotalMilliseconds:F1} ms altogether

            """);
    }

    /// <summary>The names and their order are Redis's; the C library tells nothing of its own, so what it has taken counts as what the process has.</summary>
    private void AnswerStatistics(CommandContext context)
    {
        var now = report();
        (string Name, object Value)[] first =
        [
            ("peak.allocated", now.PeakBytes),
            ("total.allocated", now.UsedBytes),
            ("startup.allocated", now.StartupBytes),
            ("replication.backlog", 0L),
            ("clients.slaves", 0L),
            ("clients.normal", now.ClientBytes),
            ("cluster.links", 0L),
            ("aof.buffer", now.LogBytes),
            ("lua.caches", 0L),
            ("functions.caches", 0L),
        ];
        (string Name, object Value)[] last =
        [
            ("overhead.total", now.OverheadBytes),
            ("keys.count", now.Keys),
            ("keys.bytes-per-key", now.BytesPerKey),
            ("dataset.bytes", now.DatasetBytes),
            ("dataset.percentage", now.DatasetPercentage),
            ("peak.percentage", now.PeakPercentage),
            ("allocator.allocated", now.UsedBytes),
            ("allocator.active", now.ResidentBytes),
            ("allocator.resident", now.ResidentBytes),
            ("allocator-fragmentation.ratio", now.FragmentationRatio),
            ("allocator-fragmentation.bytes", now.FragmentationBytes),
            ("allocator-rss.ratio", 1.0),
            ("allocator-rss.bytes", 0L),
            ("rss-overhead.ratio", 1.0),
            ("rss-overhead.bytes", 0L),
            ("fragmentation", now.FragmentationRatio),
            ("fragmentation.bytes", now.FragmentationBytes),
        ];
        context.Reply.WriteMapHeader(first.Length + now.Databases.Count + last.Length);
        Answer(context, first);
        foreach (var (number, keysBytes, expiringBytes) in now.Databases)
        {
            context.Reply.WriteBulkString($"db.{number}");
            context.Reply.WriteMapHeader(3);
            Answer(context, [("overhead.hashtable.main", keysBytes), ("overhead.hashtable.expires", expiringBytes), ("overhead.hashtable.slot-to-keys", 0L)]);
        }

        Answer(context, last);
    }

    private static void Answer(CommandContext context, IEnumerable<(string Name, object Value)> fields)
    {
        foreach (var (name, value) in fields)
        {
            context.Reply.WriteBulkString(name);
            if (value is double number)
            {
                context.Reply.WriteDouble(number);
            }
            else
            {
                context.Reply.WriteInteger((long)value);
            }
        }
    }
}
