using System.Globalization;
using System.Text;
using RaftNode.Commands;

namespace RaftNode.Server.Documentation;

/// <summary>Writes <c>docs/commands.md</c>, all of it from the command table.</summary>
internal static class CommandDocument
{
    private const string Introduction =
        """
        # Commands of RaftNode

        This file is written by `dotnet run --project RaftNode -- --document-commands > docs/commands.md`, from the same table that
        dispatches commands and that COMMAND answers; a test says when it is stale. Replies and errors are those of redis-server 7.0.15,
        byte for byte: `tests/Conformance.Tests` holds the commands to that. What differs on purpose is listed here with its reason.

        """;

    public static string Of(CommandTable table)
    {
        var text = new StringBuilder(Introduction);
        WriteDifferences(text, table);
        foreach (var group in table.All.GroupBy(command => command.Group!.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title(group.Key)}\n\n| command | since | time | what it does |\n| --- | --- | --- | --- |\n");
            foreach (var command in group.OrderBy(command => command.Name, StringComparer.Ordinal))
            {
                WriteRows(text, command);
            }
        }

        return text.ToString();
    }

    private static void WriteDifferences(StringBuilder text, CommandTable table)
    {
        text.Append("\n## Differences from redis-server\n\n");
        foreach (var command in table.All.SelectMany(Whole).Where(command => command.Difference is not null).OrderBy(command => command.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{NameOf(command)}`: {command.Difference}\n");
        }
    }

    private static void WriteRows(StringBuilder text, Command command)
    {
        if (command.Subcommands.Count == 0 || command.Arity == -1)
        {
            WriteRow(text, command);
        }

        foreach (var subcommand in command.Subcommands.OrderBy(subcommand => subcommand.Name, StringComparer.Ordinal))
        {
            WriteRow(text, subcommand);
        }
    }

    private static void WriteRow(StringBuilder text, Command command) => text.Append(
        CultureInfo.InvariantCulture,
        $"| {Code($"{NameOf(command)} {command.Arguments}".TrimEnd())} | {command.Since} | {Escaped(command.Complexity)} | {Escaped(command.Summary)} |\n");

    private static IEnumerable<Command> Whole(Command command) => command.Subcommands.Prepend(command);

    private static string NameOf(Command command) => command.Name.ToUpperInvariant().Replace('|', ' ');

    private static string Code(string text) => $"`{Escaped(text)}`";

    private static string Escaped(string text) => text.Replace("|", "\\|");

    private static string Title(string group) => char.ToUpperInvariant(group[0]) + group[1..];
}
