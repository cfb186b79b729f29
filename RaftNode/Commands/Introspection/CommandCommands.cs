using System.Text;
using RaftNode.Commands.Keys;

namespace RaftNode.Commands.Introspection;

/// <summary>What the server says about its commands, read off their table. https://redis.io/docs/latest/commands/command/</summary>
/// <param name="table">The table, which comes to be after the rows that are in it.</param>
internal sealed class CommandCommands(Func<CommandTable> table)
{
    private const CommandFlags Flags = CommandFlags.Loading | CommandFlags.Stale;

    private static readonly string[] Help =
    [
        "COMMAND <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "(no subcommand)",
        "    Return details about all Redis commands.",
        "COUNT",
        "    Return the total number of commands in this Redis server.",
        "LIST",
        "    Return a list of all commands in this Redis server.",
        "INFO [<command-name> ...]",
        "    Return details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "DOCS [<command-name> ...]",
        "    Return documentation details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "GETKEYS <full-command>",
        "    Return the keys from a full Redis command.",
        "GETKEYSANDFLAGS <full-command>",
        "    Return the keys and the access flags from a full Redis command.",
        "HELP",
        "    Prints this help.",
    ];

    public IEnumerable<Command> Rows =>
    [
        new("command", -1, Flags, KeySpecification.None, context => AnswerInfo(context, table().All))
        {
            Summary = "Get array of Redis command details", Since = "2.8.13", Complexity = "O(N) of all commands",
            Categories = AclCategories.Connection, Tips = ["nondeterministic_output_order"], Subcommands = Subcommands,
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("command|count", 2, Flags, KeySpecification.None, context => context.Reply.WriteInteger(table().All.Count))
        {
            Summary = "Get total number of Redis commands", Since = "2.8.13", Complexity = "O(1)", Categories = AclCategories.Connection,
        },
        new("command|docs", -2, Flags, KeySpecification.None, AnswerDocumentation)
        {
            Summary = "Get array of specific Redis command documentation", Since = "7.0.0", Complexity = "O(N) of the names",
            Arguments = "[command-name...]", Categories = AclCategories.Connection, Tips = ["nondeterministic_output_order"],
        },
        new("command|getkeys", -4, Flags, KeySpecification.None, context => AnswerKeys(context, withUses: false))
        {
            Summary = "Extract keys given a full Redis command", Since = "2.8.13", Complexity = "O(N) of the arguments",
            Categories = AclCategories.Connection,
        },
        new("command|getkeysandflags", -4, Flags, KeySpecification.None, context => AnswerKeys(context, withUses: true))
        {
            Summary = "Extract keys and access flags given a full Redis command", Since = "7.0.0", Complexity = "O(N) of the arguments",
            Categories = AclCategories.Connection,
        },
        new("command|help", 2, Flags, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "5.0.0", Complexity = "O(1)", Categories = AclCategories.Connection,
        },
        new("command|info", -2, Flags, KeySpecification.None, AnswerInfo)
        {
            Summary = "Get array of specific Redis command details, or all when no argument is given.", Since = "2.8.13", Complexity = "O(N) of the names",
            Arguments = "[command-name...]", Categories = AclCategories.Connection, Tips = ["nondeterministic_output_order"],
        },
        new("command|list", -2, Flags, KeySpecification.None, AnswerList)
        {
            Summary = "Get an array of Redis command names", Since = "7.0.0", Complexity = "O(N) of all commands",
            Arguments = "[FILTERBY (MODULE module-name | ACLCAT category | PATTERN pattern:pattern)]",
            Categories = AclCategories.Connection, Tips = ["nondeterministic_output_order"],
        },
    ];

    private void AnswerInfo(CommandContext context)
    {
        if (context.Count == 2)
        {
            AnswerInfo(context, table().All);
            return;
        }

        context.Reply.WriteArrayHeader(context.Count - 2);
        for (var i = 2; i < context.Count; i++)
        {
            if (table().FindByFullName(context[i]) is { } command)
            {
                CommandDescriptions.Write(context.Reply, command);
            }
            else
            {
                context.Reply.WriteNull();
            }
        }
    }

    private static void AnswerInfo(CommandContext context, IReadOnlyCollection<Command> commands)
    {
        context.Reply.WriteArrayHeader(commands.Count);
        foreach (var command in commands)
        {
            CommandDescriptions.Write(context.Reply, command);
        }
    }

    private void AnswerDocumentation(CommandContext context)
    {
        var commands = new List<Command>(context.Count == 2 ? table().All : []);
        for (var i = 2; i < context.Count; i++)
        {
            if (table().FindByFullName(context[i]) is { } command)
            {
                commands.Add(command);
            }
        }

        context.Reply.WriteMapHeader(commands.Count);
        foreach (var command in commands)
        {
            CommandDocumentation.Write(context.Reply, command);
        }
    }

    private void AnswerList(CommandContext context)
    {
        Func<Command, bool> takes;
        if (context.Count == 2)
        {
            takes = static _ => true;
        }
        else if (context.Count != 5 || !context.Is(2, "FILTERBY"u8))
        {
            context.Fail(Errors.Syntax);
            return;
        }
        else if (context.Is(3, "MODULE"u8))
        {
            takes = static _ => false;
        }
        else if (context.Is(3, "ACLCAT"u8))
        {
            var category = CommandWords.CategoryOf(Encoding.UTF8.GetString(context[4]));
            takes = command => category is { } wanted && command.AllCategories.HasFlag(wanted);
        }
        else if (context.Is(3, "PATTERN"u8))
        {
            // Names are in lower case, and a pattern means them in any.
            var pattern = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(context[4]).ToLowerInvariant());
            takes = command => Glob.Matches(pattern, Encoding.ASCII.GetBytes(command.Name));
        }
        else
        {
            context.Fail(Errors.Syntax);
            return;
        }

        var names = table().All.SelectMany(command => command.Subcommands.Prepend(command)).Where(takes).Select(command => command.Name).ToArray();
        context.Reply.WriteArrayHeader(names.Length);
        foreach (var name in names)
        {
            context.Reply.WriteBulkString(name);
        }
    }

    private void AnswerKeys(CommandContext context, bool withUses)
    {
        var request = context.Request.From(2);
        var found = new List<KeyPosition>();
        if (table().Find(request) is not { } command)
        {
            context.Fail("ERR Invalid command specified"u8);
        }
        else if (!command.Keys.HasKeys)
        {
            context.Fail("ERR The command has no key arguments"u8);
        }
        else if (!command.Accepts(request.Count))
        {
            context.Fail("ERR Invalid number of arguments specified for command"u8);
        }
        else if (!command.Keys.TryFind(request, found) && !command.Flags.HasFlag(CommandFlags.NoMandatoryKeys))
        {
            context.Fail("ERR Invalid arguments specified for command"u8);
        }
        else
        {
            context.Reply.WriteArrayHeader(found.Count);
            foreach (var (position, use) in found)
            {
                if (withUses)
                {
                    context.Reply.WriteArrayHeader(2);
                }

                context.Reply.WriteBulkString(request[position]);
                if (withUses)
                {
                    CommandDescriptions.WriteWords(context.Reply, CommandWords.Of(use));
                }
            }
        }
    }
}
