using RaftNode.Commands.Elements;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>Ranges of sorted sets, by places, scores and members. https://redis.io/docs/latest/commands/?group=sorted-set</summary>
internal static class RangeCommands
{
    private const CommandFlags Read = CommandFlags.ReadOnly;
    private const string Complexity = "O(log(N)+M) of the sorted set and of the members of the range";

    private static RangeOptions ByWords => new(Kind: null, IsReverse: null);

    public static IEnumerable<Command> Rows { get; } =
    [
        new("zcount", 4, Read | CommandFlags.Fast, KeySpecification.One, context => Count(context, RangeKind.Score))
        {
            Summary = "Count the members in a sorted set with scores within the given values", Since = "2.0.0", Complexity = "O(log(N)) of the sorted set",
            Arguments = "key min:double max:double",
        },
        new("zlexcount", 4, Read | CommandFlags.Fast, KeySpecification.One, context => Count(context, RangeKind.Member))
        {
            Summary = "Count the number of members in a sorted set between a given lexicographical range",
            Since = "2.8.9",
            Complexity = "O(log(N)) of the sorted set",
            Arguments = "key min max",
        },
        new("zrange", -4, Read, KeySpecification.One, context => Answer(context, ByWords))
        {
            Summary = "Return a range of members in a sorted set", Since = "1.2.0", Complexity = Complexity,
            Arguments = "key start stop [BYSCORE | BYLEX] [REV] [LIMIT (offset:integer count:integer)] [WITHSCORES]",
        },
        new("zrangebylex", -4, Read, KeySpecification.One, context => Answer(context, new(RangeKind.Member, IsReverse: false)))
        {
            Summary = "Return a range of members in a sorted set, by lexicographical range", Since = "2.8.9", Complexity = Complexity,
            Arguments = "key min max [LIMIT (offset:integer count:integer)]",
        },
        new("zrangebyscore", -4, Read, KeySpecification.One, context => Answer(context, new(RangeKind.Score, IsReverse: false)))
        {
            Summary = "Return a range of members in a sorted set, by score", Since = "1.0.5", Complexity = Complexity,
            Arguments = "key min:double max:double [WITHSCORES] [LIMIT (offset:integer count:integer)]",
        },
        new("zrangestore", -5, CommandFlags.Write | CommandFlags.DenyOutOfMemory, KeySpecification.Two.For(KeyUse.Overwrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), Store)
        {
            Summary = "Store a range of members from sorted set into another key", Since = "6.2.0", Complexity = Complexity,
            Arguments = "dst:key src:key min max [BYSCORE | BYLEX] [REV] [LIMIT (offset:integer count:integer)]",
        },
        new("zremrangebylex", 4, CommandFlags.Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), context => Remove(context, RangeKind.Member, "zremrangebylex"u8))
        {
            Summary = "Remove all members in a sorted set between the given lexicographical range", Since = "2.8.9", Complexity = Complexity,
            Arguments = "key min max",
        },
        new("zremrangebyrank", 4, CommandFlags.Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), context => Remove(context, RangeKind.Rank, "zremrangebyrank"u8))
        {
            Summary = "Remove all members in a sorted set within the given indexes", Since = "2.0.0", Complexity = Complexity,
            Arguments = "key start:integer stop:integer",
        },
        new("zremrangebyscore", 4, CommandFlags.Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), context => Remove(context, RangeKind.Score, "zremrangebyscore"u8))
        {
            Summary = "Remove all members in a sorted set within the given scores", Since = "1.2.0", Complexity = Complexity,
            Arguments = "key min:double max:double",
        },
        new("zrevrange", -4, Read, KeySpecification.One, context => Answer(context, new(RangeKind.Rank, IsReverse: true)))
        {
            Summary = "Return a range of members in a sorted set, by index, with scores ordered from high to low", Since = "1.2.0", Complexity = Complexity,
            Arguments = "key start:integer stop:integer [WITHSCORES]",
        },
        new("zrevrangebylex", -4, Read, KeySpecification.One, context => Answer(context, new(RangeKind.Member, IsReverse: true)))
        {
            Summary = "Return a range of members in a sorted set, by lexicographical range, ordered from higher to lower strings.",
            Since = "2.8.9",
            Complexity = Complexity,
            Arguments = "key max min [LIMIT (offset:integer count:integer)]",
        },
        new("zrevrangebyscore", -4, Read, KeySpecification.One, context => Answer(context, new(RangeKind.Score, IsReverse: true)))
        {
            Summary = "Return a range of members in a sorted set, by score, with scores ordered from high to low", Since = "2.2.0", Complexity = Complexity,
            Arguments = "key max:double min:double [WITHSCORES] [LIMIT (offset:integer count:integer)]",
        },
    ];

    private static void Count(CommandContext context, RangeKind kind)
    {
        if (ZsetRange.TryRead(context, kind, from: 2, to: 3, out var range) && ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            context.Reply.WriteInteger(found is { } zset ? range.In(zset).Count : 0);
        }
    }

    private static void Remove(CommandContext context, RangeKind kind, ReadOnlySpan<byte> eventName)
    {
        if (!ZsetRange.TryRead(context, kind, from: 2, to: 3, out var range)
            || !ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            return;
        }

        var removed = RankRange.None;
        if (found is { } zset)
        {
            removed = range.In(zset);
            if (removed.Count > 0)
            {
                zset.Remove(removed);
                context.Changed(context[1], KeyEvents.SortedSet, eventName, removed.Count);
                context.RemoveIfEmpty(zset.Count);
            }
        }

        context.Reply.WriteInteger(removed.Count);
    }

    private static void Answer(CommandContext context, RangeOptions known)
    {
        if (!TryFind(context, key: 1, known, stores: false, out var options, out var found, out var range))
        {
            return;
        }

        var cursor = found is { } zset ? zset.Walk(range, options.IsReverse == true) : default;
        context.Reply.WriteMembers(cursor, range.Count, options.WithScores);
    }

    private static void Store(CommandContext context)
    {
        if (!TryFind(context, key: 2, ByWords, stores: true, out _, out var found, out var range))
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var members = new RankedSet();
        if (found is { } zset)
        {
            for (var cursor = zset.Walk(range); !cursor.IsEnd; cursor.MoveNext())
            {
                members.Add(cursor.Member(scratch), cursor.Score);
            }
        }

        StoredMembers.Answer(context, members, "zrangestore"u8);
    }

    /// <summary>Reads a request and finds the members that it wants, or answers the error.</summary>
    private static bool TryFind(
        CommandContext context, int key, RangeOptions known, bool stores, out RangeOptions options, out ZsetValue? found, out RankRange range)
    {
        found = null;
        range = RankRange.None;
        if (!known.TryRead(context, key + 3, stores, out options))
        {
            return false;
        }

        // Scores and members are given from the highest down when they are answered so.
        var kind = options.Kind ?? RangeKind.Rank;
        var isReverse = options.IsReverse == true;
        var isSwapped = isReverse && kind != RangeKind.Rank;
        if (!ZsetRange.TryRead(context, kind, key + (isSwapped ? 2 : 1), key + (isSwapped ? 1 : 2), out var given)
            || !ElementCommands.TryFind(context, context[key], out found, isRead: true))
        {
            return false;
        }

        if (found is { } zset)
        {
            range = given.In(zset, isReverse);
            range = kind == RangeKind.Rank ? range : range.Limit(options.Skipped, options.Limit, isReverse);
        }

        return true;
    }
}
