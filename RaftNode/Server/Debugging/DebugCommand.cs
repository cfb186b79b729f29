using RaftNode.Commands;

namespace RaftNode.Server.Debugging;

/// <summary>DEBUG, for those who test servers. https://redis.io/docs/latest/commands/debug/</summary>
internal sealed class DebugCommand(IReadOnlyList<DebugSubcommand> subcommands)
{
    private const CommandFlags Flags =
        CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale | CommandFlags.Protected;

    /// <summary>The error when <see cref="ServerSettings.DebugAccess"/> does not include the client.</summary>
    public const string NotAllowed =
        "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it from a local connection, "
        + "otherwise you need to set this option in the configuration file, and then restart the server.";

    public IEnumerable<Command> Rows =>
    [
        new("debug", -2, Flags, KeySpecification.None, Debug)
        {
            Summary = "A container for debugging commands", Since = "1.0.0", Complexity = "depends on the subcommand",
            Difference = "has the subcommands that DEBUG HELP lists, which are those that tests of data and clients need",
        },
    ];

    private void Debug(CommandContext context)
    {
        if (context.Count == 2 && context.Is(1, "HELP"u8))
        {
            context.Reply.WriteHelp(Help());
        }
        else if (subcommands.FirstOrDefault(subcommand => subcommand.Accepts(context)) is { } found)
        {
            found.Method(context);
        }
        else
        {
            context.FailSubcommand();
        }
    }

    private IReadOnlyList<string> Help() =>
    [
        "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        .. subcommands.OrderBy(subcommand => subcommand.Name, StringComparer.Ordinal).SelectMany(subcommand => subcommand.Help),
        "HELP",
        "    Prints this help.",
    ];
}
