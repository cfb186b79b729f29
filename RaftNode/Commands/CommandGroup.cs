namespace RaftNode.Commands;

/// <summary>A chapter of the documentation of commands.</summary>
/// <param name="Name">As COMMAND DOCS names it.</param>
/// <param name="Categories">Of its commands, where their rows do not say otherwise.</param>
internal sealed record CommandGroup(string Name, AclCategories Categories)
{
    public static CommandGroup Connection { get; } = new("connection", AclCategories.Connection);

    public static CommandGroup Generic { get; } = new("generic", AclCategories.Keyspace);

    public static CommandGroup Hash { get; } = new("hash", AclCategories.Hash);

    public static CommandGroup List { get; } = new("list", AclCategories.List);

    public static CommandGroup PubSub { get; } = new("pubsub", AclCategories.None);

    public static CommandGroup Server { get; } = new("server", AclCategories.None);

    public static CommandGroup Set { get; } = new("set", AclCategories.Set);

    public static CommandGroup SortedSet { get; } = new("sorted-set", AclCategories.SortedSet);

    public static CommandGroup String { get; } = new("string", AclCategories.String);

    public static CommandGroup Transactions { get; } = new("transactions", AclCategories.Transaction);

    /// <summary>The rows of some families as rows of this group, where they do not say otherwise.</summary>
    public IEnumerable<Command> Of(params IEnumerable<Command>[] families) => families.SelectMany(rows => rows).Select(row => row.In(this));
}
