namespace RaftNode.Commands.Introspection;

/// <summary>The words in which COMMAND and ACL rules tell of commands.</summary>
internal static class CommandWords
{
    private static readonly (CommandFlags Flag, string Word)[] Flags =
    [
        (CommandFlags.Write, "write"),
        (CommandFlags.ReadOnly, "readonly"),
        (CommandFlags.DenyOutOfMemory, "denyoom"),
        (CommandFlags.Admin, "admin"),
        (CommandFlags.PubSub, "pubsub"),
        (CommandFlags.NoScript, "noscript"),
        (CommandFlags.Blocking, "blocking"),
        (CommandFlags.Loading, "loading"),
        (CommandFlags.Stale, "stale"),
        (CommandFlags.SkipMonitor, "skip_monitor"),
        (CommandFlags.SkipSlowlog, "skip_slowlog"),
        (CommandFlags.Fast, "fast"),
        (CommandFlags.NoAuthentication, "no_auth"),
        (CommandFlags.NoAsyncLoading, "no_async_loading"),
        (CommandFlags.NoMulti, "no_multi"),
        (CommandFlags.AllowBusy, "allow_busy"),
        (CommandFlags.NoMandatoryKeys, "no_mandatory_keys"),
    ];

    private static readonly (KeyUse Use, string Word)[] Uses =
    [
        (KeyUse.ReadOnly, "RO"),
        (KeyUse.ReadWrite, "RW"),
        (KeyUse.Overwrite, "OW"),
        (KeyUse.Remove, "RM"),
        (KeyUse.Access, "access"),
        (KeyUse.Update, "update"),
        (KeyUse.Insert, "insert"),
        (KeyUse.Delete, "delete"),
        (KeyUse.NotKey, "not_key"),
        (KeyUse.Incomplete, "incomplete"),
        (KeyUse.VariableFlags, "variable_flags"),
    ];

    private static readonly (AclCategories Category, string Word)[] Categories =
        [.. Enum.GetValues<AclCategories>().Where(category => category != AclCategories.None).Select(category => (category, category.ToString().ToLowerInvariant()))];

    public static IReadOnlyList<string> OfFlags(Command command)
    {
        var words = Flags.Where(flag => command.Flags.HasFlag(flag.Flag)).Select(flag => flag.Word);
        return [.. command.Keys.AreMovable ? words.Append("movablekeys") : words];
    }

    public static IReadOnlyList<string> Of(KeyUse use) => [.. Uses.Where(known => use.HasFlag(known.Use)).Select(known => known.Word)];

    /// <summary>The words with their <c>@</c>.</summary>
    public static IReadOnlyList<string> Of(AclCategories categories) =>
        [.. Categories.Where(known => categories.HasFlag(known.Category)).Select(known => "@" + known.Word)];

    /// <summary>The category of a word without <c>@</c>, or null.</summary>
    public static AclCategories? CategoryOf(string word) =>
        Array.Find(Categories, known => known.Word.Equals(word, StringComparison.OrdinalIgnoreCase)) is { Word: not null } found ? found.Category : null;

    public static string Of(ArgumentType type) => type switch
    {
        ArgumentType.Integer => "integer",
        ArgumentType.Double => "double",
        ArgumentType.Key => "key",
        ArgumentType.Pattern => "pattern",
        ArgumentType.UnixTime => "unix-time",
        ArgumentType.PureToken => "pure-token",
        ArgumentType.OneOf => "oneof",
        ArgumentType.Block => "block",
        _ => "string",
    };
}
