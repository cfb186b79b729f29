using RaftNode.Commands;

namespace RaftNode.Server.Slowlog;

/// <summary>SLOWLOG. https://redis.io/docs/latest/commands/slowlog-get/</summary>
internal sealed class SlowlogCommands(SlowCommands slow)
{
    private const CommandFlags Flags = CommandFlags.Admin | CommandFlags.Loading | CommandFlags.Stale;

    private const int UsualCount = 10;

    private static readonly string[] Help =
    [
        "SLOWLOG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GET [<count>]",
        "    Return top <count> entries from the slowlog (default: 10, -1 mean all).",
        "    Entries are made of:",
        "    id, timestamp, time in microseconds, arguments array, client IP and port,",
        "    client name",
        "LEN",
        "    Return the length of the slowlog.",
        "RESET",
        "    Reset the slowlog.",
        "HELP",
        "    Prints this help.",
    ];

    public IEnumerable<Command> Rows =>
    [
        new("slowlog", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for slow log commands", Since = "2.2.12", Complexity = "depends on the subcommand", Subcommands = Subcommands,
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("slowlog|get", -2, Flags, KeySpecification.None, Get)
        {
            Summary = "Get the slow log's entries", Since = "2.2.12", Complexity = "O(N) of the entries",
            Arguments = "[count:integer]",
            Tips = ["request_policy:all_nodes", "nondeterministic_output"],
        },
        new("slowlog|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "6.2.0", Complexity = "O(1)",
        },
        new("slowlog|len", 2, Flags, KeySpecification.None, context => context.Reply.WriteInteger(slow.All.Count))
        {
            Summary = "Get the slow log's length", Since = "2.2.12", Complexity = "O(1)",
            Tips = ["request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"],
        },
        new("slowlog|reset", 2, Flags, KeySpecification.None, Reset)
        {
            Summary = "Clear all entries from the slow log", Since = "2.2.12", Complexity = "O(N) of the entries",
            Tips = ["request_policy:all_nodes", "response_policy:all_succeeded"],
        },
    ];

    private void Reset(CommandContext context)
    {
        slow.Clear();
        context.Reply.WriteOk();
    }

    private void Get(CommandContext context)
    {
        if (context.Count > 3)
        {
            context.FailSubcommand();
            return;
        }

        long count = UsualCount;
        if (context.Count == 3)
        {
            var error = "ERR count should be greater than or equal to -1"u8;
            if (!context.TryReadInteger(2, error, out count))
            {
                return;
            }

            if (count < -1)
            {
                context.Fail(error);
                return;
            }
        }

        var shown = count < 0 ? slow.All.Count : (int)Math.Min(count, slow.All.Count);
        context.Reply.WriteArrayHeader(shown);
        foreach (var command in slow.All.Take(shown))
        {
            Answer(context, command);
        }
    }

    private static void Answer(CommandContext context, SlowCommand command)
    {
        context.Reply.WriteArrayHeader(6);
        context.Reply.WriteInteger(command.Id);
        context.Reply.WriteInteger(command.Seconds);
        context.Reply.WriteInteger(command.Microseconds);
        context.Reply.WriteArrayHeader(command.Arguments.Count);
        foreach (var argument in command.Arguments)
        {
            context.Reply.WriteBulkString(argument);
        }

        context.Reply.WriteBulkString(command.Address);
        context.Reply.WriteBulkString(command.Client);
    }
}
