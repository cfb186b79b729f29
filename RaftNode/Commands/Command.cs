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

    /// <summary>Its arguments in the notation of <see cref="ArgumentSyntax"/>; empty for none.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>What proxies and clients of a cluster are told about it, as COMMAND has it.</summary>
    public IReadOnlyList<string> Tips { get; init; } = [];

    /// <summary>The chapter that it belongs to; where a row does not say, that of its family.</summary>
    public CommandGroup? Group { get; init; }

    /// <summary>The categories of its subject, where they are not those of its group.</summary>
    public AclCategories? Categories { get; init; }

    /// <summary>In what it differs from Redis's on purpose, and why; a sentence for the documentation.</summary>
    public string? Difference { get; init; }

    /// <summary>The commands that its second string names; their own names are <c>client|list</c> and the like.</summary>
    public IReadOnlyList<Command> Subcommands { get; init; } = [];

    /// <summary>What it has done so far.</summary>
    public CommandStatistics Statistics { get; private init; } = new();

    /// <summary>Whether it changes data.</summary>
    public bool IsWrite => Flags.HasFlag(CommandFlags.Write);

    /// <summary>All categories that ACL rules find it in.</summary>
    public AclCategories AllCategories =>
        (Categories ?? Group?.Categories ?? AclCategories.None)
        | (IsWrite ? AclCategories.Write : AclCategories.None)
        | (Flags.HasFlag(CommandFlags.ReadOnly) ? AclCategories.Read : AclCategories.None)
        | (Flags.HasFlag(CommandFlags.Admin) ? AclCategories.Admin | AclCategories.Dangerous : AclCategories.None)
        | (Flags.HasFlag(CommandFlags.PubSub) ? AclCategories.PubSub : AclCategories.None)
        | (Flags.HasFlag(CommandFlags.Blocking) ? AclCategories.Blocking : AclCategories.None)
        | (Flags.HasFlag(CommandFlags.Fast) ? AclCategories.Fast : AclCategories.Slow);

    /// <summary>Whether it is refused while nothing that is written can be kept; PING too, so that who watches over servers gets to know.</summary>
    public bool TellsWriteProblem { get; } = Flags.HasFlag(CommandFlags.Write) || Name == "ping";

    /// <summary>Whether a request may have so many strings.</summary>
    public bool Accepts(int count) => Arity >= 0 ? count == Arity : count >= -Arity;

    /// <summary>The same row as one of a server's own table: complete, and with nothing counted yet.</summary>
    public Command In(CommandGroup group) => this with
    {
        Group = Group ?? group,
        Keys = Keys.WithUsual(IsWrite ? KeyUse.ReadWrite | KeyUse.Update : KeyUse.ReadOnly | KeyUse.Access),
        Subcommands = [.. Subcommands.Select(subcommand => subcommand.In(Group ?? group))],
        Statistics = new CommandStatistics(),
    };

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
