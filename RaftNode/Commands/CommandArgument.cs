namespace RaftNode.Commands;

/// <summary>What an argument is, in the words of COMMAND DOCS.</summary>
internal enum ArgumentType
{
    String,
    Integer,
    Double,
    Key,
    Pattern,
    UnixTime,

    /// <summary>A word that stands for itself.</summary>
    PureToken,

    /// <summary>One of several.</summary>
    OneOf,

    /// <summary>Several in a row.</summary>
    Block,
}

/// <summary>An argument of a command, as clients show it to users.</summary>
/// <param name="Name">What it means.</param>
/// <param name="Type">What it is.</param>
internal sealed record CommandArgument(string Name, ArgumentType Type)
{
    /// <summary>The word before it, or that it is; null for none.</summary>
    public string? Token { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>Whether it may come several times.</summary>
    public bool IsMultiple { get; init; }

    /// <summary>Whether the word comes again each time.</summary>
    public bool RepeatsToken { get; init; }

    /// <summary>The choices, or the parts.</summary>
    public IReadOnlyList<CommandArgument> Parts { get; init; } = [];
}
