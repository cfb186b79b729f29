using RaftNode.Store.Keys;

namespace RaftNode.Commands.Keys;

/// <summary>How a value is held. https://redis.io/docs/latest/commands/object-encoding/</summary>
internal static class ObjectCommands
{
    /// <summary>Redis holds the numbers below this once for all keys, and says so by a count of references that is no count.</summary>
    private const int SharedNumbers = 10_000;

    private static readonly string[] Help =
    [
        "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "ENCODING <key>",
        "    Return the kind of internal representation used in order to store the value",
        "    associated with a <key>.",
        "FREQ <key>",
        "    Return the access frequency index of the <key>. The returned integer is",
        "    proportional to the logarithm of the recent access frequency of the key.",
        "IDLETIME <key>",
        "    Return the idle time of the <key>, that is the approximated number of",
        "    seconds elapsed since the last access to the key.",
        "REFCOUNT <key>",
        "    Return the number of references of the value associated with the specified",
        "    <key>.",
        "HELP",
        "    Prints this help.",
    ];

    public static IEnumerable<Command> Rows { get; } =
    [
        new("object", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for object introspection commands", Since = "2.2.3", Complexity = "depends on the subcommand", Subcommands = Subcommands,
            Categories = AclCategories.None,
        },
    ];

    /// <summary>How long nobody has used a value.</summary>
    public static long IdleSecondsOf(Entry entry, CommandContext context) => Math.Max(0, (context.Now / 1000) - entry.Access);

    /// <summary>How many Redis would say refer to a value.</summary>
    public static int ReferencesOf(Entry entry) =>
        entry.Encoding == DataEncoding.Integer && entry.Number is >= 0 and < SharedNumbers ? int.MaxValue : 1;

    private static IReadOnlyList<Command> Subcommands =>
    [
        new("object|encoding", 3, CommandFlags.ReadOnly, KeySpecification.Second.For(KeyUse.ReadOnly), context => Answer(context, AnswerEncoding))
        {
            Summary = "Inspect the internal encoding of a Redis object", Since = "2.2.3", Complexity = "O(1)",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
        },
        new("object|freq", 3, CommandFlags.ReadOnly, KeySpecification.Second.For(KeyUse.ReadOnly), context => Answer(context, AnswerFrequency))
        {
            Summary = "Get the logarithmic access frequency counter of a Redis object", Since = "4.0.0", Complexity = "O(1)",
            Difference = "always answers that no LFU policy is selected, since nothing is evicted",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
        },
        new("object|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "6.2.0", Complexity = "O(1)",
        },
        new("object|idletime", 3, CommandFlags.ReadOnly, KeySpecification.Second.For(KeyUse.ReadOnly), context => Answer(context, AnswerIdleTime))
        {
            Summary = "Get the time since a Redis object was last accessed", Since = "2.2.3", Complexity = "O(1)",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
        },
        new("object|refcount", 3, CommandFlags.ReadOnly, KeySpecification.Second.For(KeyUse.ReadOnly), context => Answer(context, AnswerReferences))
        {
            Summary = "Get the number of references to the value of the key", Since = "2.2.3", Complexity = "O(1)",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
        },
    ];

    private static void Answer(CommandContext context, Action<CommandContext, Entry> answer)
    {
        var entry = context.Database.Peek(context[2], tellsMiss: false);
        if (entry.IsNone)
        {
            context.Reply.WriteNull();
        }
        else
        {
            answer(context, entry);
        }
    }

    private static void AnswerEncoding(CommandContext context, Entry entry) => context.Reply.WriteBulkString(EncodingNames.NameOf(entry));

    private static void AnswerFrequency(CommandContext context, Entry entry) => context.Fail(
        "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."u8);

    private static void AnswerIdleTime(CommandContext context, Entry entry) =>
        context.Reply.WriteInteger(IdleSecondsOf(entry, context));

    private static void AnswerReferences(CommandContext context, Entry entry) => context.Reply.WriteInteger(ReferencesOf(entry));
}
