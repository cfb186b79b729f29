using System.Text;

namespace RaftNode.Commands;

/// <summary>Does what a command says, and writes the reply.</summary>
internal delegate void CommandMethod(CommandContext context);

/// <summary>A row of the command table: all that dispatch, COMMAND and the documentation know of a command.</summary>
/// <param name="Name">In lower case, as COMMAND answers it.</param>
/// <param name="Arity">How many strings a request has, the name included; at least so many when negative.</param>
/// <param name="Flags">What it does and where it may run.</param>
/// <param name="Keys">Where its keys stand.</param>
/// <param name="Method">Does it.</param>
internal sealed record Command(string Name, int Arity, CommandFlags Flags, KeySpecification Keys, CommandMethod Method)
{
    /// <summary>What it does, in a few words.</summary>
    public required string Summary { get; init; }

    /// <summary>The version of Redis that had it first.</summary>
    public required string Since { get; init; }

    /// <summary>How its time grows.</summary>
    public required string Complexity { get; init; }

    /// <summary>The commands that its second string names; their own names are <c>client|list</c> and the like.</summary>
    public IReadOnlyList<Command> Subcommands { get; init; } = [];

    /// <summary>What it has done so far.</summary>
    public CommandStatistics Statistics { get; } = new();

    /// <summary>Whether it changes data.</summary>
    public bool IsWrite => Flags.HasFlag(CommandFlags.Write);

    /// <summary>Whether a request may have so many strings.</summary>
    public bool Accepts(int count) => Arity >= 0 ? count == Arity : count >= -Arity;

    /// <summary>The subcommand of a name in any case, or null.</summary>
    public Command? FindSubcommand(ReadOnlySpan<byte> name)
    {
        foreach (var command in Subcommands)
        {
            if (Ascii.EqualsIgnoreCase(name, command.Name.AsSpan(Name.Length + 1)))
            {
                return command;
            }
        }

        return null;
    }
}
