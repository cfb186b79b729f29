using RaftNode.Commands;
using RaftNode.Commands.Keys;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.PubSub;

/// <summary>The commands of publish and subscribe. https://redis.io/docs/latest/commands/?group=pubsub</summary>
internal sealed class PubSubCommands(Publisher publisher)
{
    private const CommandFlags Flags = CommandFlags.PubSub | CommandFlags.Loading;
    private const CommandFlags Subscribing = Flags | CommandFlags.NoScript | CommandFlags.WhileSubscribed;

    private static readonly string[] Help =
    [
        "PUBSUB <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "CHANNELS [<pattern>]",
        "    Return the currently active channels matching a <pattern> (default: '*').",
        "NUMPAT",
        "    Return number of subscriptions to patterns.",
        "NUMSUB [<channel> ...]",
        "    Return the number of subscribers for the specified channels, excluding",
        "    pattern subscriptions(default: no channels).",
        "SHARDCHANNELS [<pattern>]",
        "    Return the currently active shard level channels matching a <pattern> (default: '*').",
        "SHARDNUMSUB [<shardchannel> ...]",
        "    Return the number of subscribers for the specified shard level channel(s)",
        "HELP",
        "    Prints this help.",
    ];

    private delegate int Counting(Session session);

    public IEnumerable<Command> Rows =>
    [
        new("psubscribe", -2, Subscribing | CommandFlags.Stale, KeySpecification.None, context => Subscribe(context, publisher.Patterns, "psubscribe"u8, publisher.CountOf))
        {
            Summary = "Listen for messages published to channels matching the given patterns", Since = "2.0.0", Complexity = "O(N) of the patterns",
            Arguments = "(pattern:pattern)...",
        },
        new("publish", 3, Flags | CommandFlags.Stale | CommandFlags.Fast | CommandFlags.MayReplicate, KeySpecification.None, context => context.Reply.WriteInteger(publisher.Publish(context[1], context[2])))
        {
            Summary = "Post a message to a channel", Since = "2.0.0", Complexity = "O(N+M) of the subscribers and of all patterns",
            Arguments = "channel message",
        },
        new("pubsub", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for Pub/Sub commands", Since = "2.8.0", Complexity = "depends on the subcommand", Subcommands = Subcommands,
        },
        new("punsubscribe", -1, Subscribing | CommandFlags.Stale, KeySpecification.None, context => Unsubscribe(context, publisher.Patterns, "punsubscribe"u8, publisher.CountOf))
        {
            Summary = "Stop listening for messages posted to channels matching the given patterns", Since = "2.0.0", Complexity = "O(N) of the patterns",
            Arguments = "[pattern:pattern...]",
        },
        new("spublish", 3, Flags | CommandFlags.Stale | CommandFlags.Fast | CommandFlags.MayReplicate, KeySpecification.One.For(KeyUse.NotKey), context => context.Reply.WriteInteger(publisher.PublishToShard(context[1], context[2])))
        {
            Summary = "Post a message to a shard channel", Since = "7.0.0", Complexity = "O(N) of the subscribers",
            Arguments = "shardchannel message",
        },
        new("ssubscribe", -2, Subscribing | CommandFlags.Stale, KeySpecification.All.For(KeyUse.NotKey), context => Subscribe(context, publisher.ShardChannels, "ssubscribe"u8, publisher.ShardChannels.CountOf))
        {
            Summary = "Listen for messages published to the given shard channels", Since = "7.0.0", Complexity = "O(N) of the channels",
            Arguments = "shardchannel...",
        },
        new("subscribe", -2, Subscribing | CommandFlags.Stale, KeySpecification.None, context => Subscribe(context, publisher.Channels, "subscribe"u8, publisher.CountOf))
        {
            Summary = "Listen for messages published to the given channels", Since = "2.0.0", Complexity = "O(N) of the channels",
            Arguments = "channel...",
        },
        new("sunsubscribe", -1, Subscribing | CommandFlags.Stale, KeySpecification.All.For(KeyUse.NotKey), context => Unsubscribe(context, publisher.ShardChannels, "sunsubscribe"u8, publisher.ShardChannels.CountOf))
        {
            Summary = "Stop listening for messages posted to the given shard channels", Since = "7.0.0", Complexity = "O(N) of the channels",
            Arguments = "[shardchannel...]",
        },
        new("unsubscribe", -1, Subscribing | CommandFlags.Stale, KeySpecification.None, context => Unsubscribe(context, publisher.Channels, "unsubscribe"u8, publisher.CountOf))
        {
            Summary = "Stop listening for messages posted to the given channels", Since = "2.0.0", Complexity = "O(N) of the channels",
            Arguments = "[channel...]",
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("pubsub|channels", -2, Flags | CommandFlags.Stale, KeySpecification.None, context => AnswerNames(context, publisher.Channels))
        {
            Summary = "List active channels", Since = "2.8.0", Complexity = "O(N) of all channels",
            Arguments = "[pattern:pattern]",
        },
        new("pubsub|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "6.2.0", Complexity = "O(1)",
        },
        new("pubsub|numpat", 2, Flags | CommandFlags.Stale, KeySpecification.None, context => context.Reply.WriteInteger(publisher.Patterns.Names.Count))
        {
            Summary = "Get the count of unique patterns pattern subscriptions", Since = "2.8.0", Complexity = "O(1)",
        },
        new("pubsub|numsub", -2, Flags | CommandFlags.Stale, KeySpecification.None, context => AnswerCounts(context, publisher.Channels))
        {
            Summary = "Get the count of subscribers for channels", Since = "2.8.0", Complexity = "O(N) of the channels",
            Arguments = "[channel...]",
        },
        new("pubsub|shardchannels", -2, Flags | CommandFlags.Stale, KeySpecification.None, context => AnswerNames(context, publisher.ShardChannels))
        {
            Summary = "List active shard channels", Since = "7.0.0", Complexity = "O(N) of all shard channels",
            Arguments = "[pattern:pattern]",
        },
        new("pubsub|shardnumsub", -2, Flags | CommandFlags.Stale, KeySpecification.None, context => AnswerCounts(context, publisher.ShardChannels))
        {
            Summary = "Get the count of subscribers for shard channels", Since = "7.0.0", Complexity = "O(N) of the channels",
            Arguments = "[shardchannel...]",
        },
    ];

    private static void Subscribe(CommandContext context, Subscriptions subscriptions, ReadOnlySpan<byte> kind, Counting count)
    {
        var session = (Session)context.Client;
        for (var i = 1; i < context.Count; i++)
        {
            subscriptions.Add(session, context[i]);
            Answer(context, kind, context[i], count(session));
        }
    }

    private static void Unsubscribe(CommandContext context, Subscriptions subscriptions, ReadOnlySpan<byte> kind, Counting count)
    {
        var session = (Session)context.Client;
        for (var i = 1; i < context.Count; i++)
        {
            subscriptions.Remove(session, context[i]);
            Answer(context, kind, context[i], count(session));
        }

        if (context.Count > 1)
        {
            return;
        }

        var names = subscriptions.NamesOf(session);
        foreach (var name in names)
        {
            subscriptions.Remove(session, name);
            Answer(context, kind, name, count(session));
        }

        if (names.Count == 0)
        {
            context.Reply.WritePushHeader(3);
            context.Reply.WriteBulkString(kind);
            context.Reply.WriteNull();
            context.Reply.WriteInteger(count(session));
        }
    }

    private static void Answer(CommandContext context, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name, int count)
    {
        context.Reply.WritePushHeader(3);
        context.Reply.WriteBulkString(kind);
        context.Reply.WriteBulkString(name);
        context.Reply.WriteInteger(count);
    }

    private static void AnswerNames(CommandContext context, Subscriptions subscriptions)
    {
        if (context.Count > 3)
        {
            context.FailSubcommand();
            return;
        }

        var pattern = context.Count == 3 ? context[2].ToArray() : null;
        var names = subscriptions.Names.Keys.Where(name => pattern is null || Glob.Matches(pattern, name)).ToArray();
        context.Reply.WriteArrayHeader(names.Length);
        foreach (var name in names)
        {
            context.Reply.WriteBulkString(name);
        }
    }

    private static void AnswerCounts(CommandContext context, Subscriptions subscriptions)
    {
        context.Reply.WriteArrayHeader((context.Count - 2) * 2);
        for (var i = 2; i < context.Count; i++)
        {
            context.Reply.WriteBulkString(context[i]);
            context.Reply.WriteInteger(subscriptions.SubscribersOf(context[i]).Count);
        }
    }
}
