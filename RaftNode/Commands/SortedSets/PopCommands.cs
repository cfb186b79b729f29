using RaftNode.Commands.Blocking;
using RaftNode.Commands.Elements;
using RaftNode.Store.Keys;
using RaftNode.Store.Values;
using RedisLib.Resp;

namespace RaftNode.Commands.SortedSets;

/// <summary>The commands that take the members with the lowest or highest scores. https://redis.io/docs/latest/commands/?group=sorted-set</summary>
internal static class PopCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.Fast;
    private const CommandFlags BlockingWrite = Write | CommandFlags.NoScript | CommandFlags.Blocking;
    private const string Complexity = "O(log(N)*M) of the sorted set and of the members answered";

    public static IEnumerable<Command> Rows { get; } =
    [
        new("bzmpop", -5, CommandFlags.Write | CommandFlags.Blocking, KeySpecification.CountedAt(2).For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopMany(context, start: 2))
        {
            Summary = "Remove and return members with scores in a sorted set or block until one is available", Since = "7.0.0", Complexity = Complexity,
            Arguments = "timeout:double numkeys:integer key... (MIN | MAX) [COUNT count:integer]",
        },
        new("bzpopmax", -3, BlockingWrite, KeySpecification.AllButLast.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopFirst(context, isHighest: true))
        {
            Summary = "Remove and return the member with the highest score from one or more sorted sets, or block until one is available",
            Since = "5.0.0",
            Complexity = Complexity,
            Arguments = "key... timeout:double",
        },
        new("bzpopmin", -3, BlockingWrite, KeySpecification.AllButLast.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopFirst(context, isHighest: false))
        {
            Summary = "Remove and return the member with the lowest score from one or more sorted sets, or block until one is available",
            Since = "5.0.0",
            Complexity = Complexity,
            Arguments = "key... timeout:double",
        },
        new("zmpop", -4, CommandFlags.Write, KeySpecification.Counted.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopMany(context, start: 1))
        {
            Summary = "Remove and return members with scores in a sorted set", Since = "7.0.0", Complexity = Complexity,
            Arguments = "numkeys:integer key... (MIN | MAX) [COUNT count:integer]",
        },
        new("zpopmax", -2, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => Pop(context, isHighest: true))
        {
            Summary = "Remove and return members with the highest scores in a sorted set", Since = "5.0.0", Complexity = Complexity,
            Arguments = "key [count:integer]",
        },
        new("zpopmin", -2, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => Pop(context, isHighest: false))
        {
            Summary = "Remove and return members with the lowest scores in a sorted set", Since = "5.0.0", Complexity = Complexity,
            Arguments = "key [count:integer]",
        },
    ];

    /// <summary>ZPOPMIN and ZPOPMAX.</summary>
    private static void Pop(CommandContext context, bool isHighest)
    {
        if (context.Count > 3)
        {
            context.Fail(Errors.Syntax);
            return;
        }

        long wanted = 1;
        if ((context.Count == 3 && !context.TryReadAtLeast(2, 0, Errors.MustBePositive, out wanted))
            || !ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            return;
        }

        if (found is not { } zset || wanted == 0)
        {
            context.Reply.WriteArrayHeader(0);
            return;
        }

        // One that was not counted is not in an array of its own.
        var count = (int)Math.Min(wanted, zset.Count);
        var arePairs = context.Count == 3 && context.Client.Version == RespVersion.Resp3;
        context.Reply.WriteArrayHeader(arePairs ? count : 2 * count);
        Take(context, context[1], zset, isHighest, count, arePairs);
    }

    /// <summary>BZPOPMIN and BZPOPMAX.</summary>
    private static void PopFirst(CommandContext context, bool isHighest)
    {
        const int FirstKey = 1;
        var keys = context.Count - 2;
        if (!BlockingTimeout.TryReadSeconds(context, context.Count - 1, out var deadline)
            || !BlockingKeys.TryFindFirst(context, FirstKey, keys, DataType.SortedSet, out var index, out var entry))
        {
            return;
        }

        if (entry.IsNone)
        {
            context.Block(DataType.SortedSet, FirstKey, keys, deadline);
            return;
        }

        context.Reply.WriteArrayHeader(3);
        context.Reply.WriteBulkString(context[index]);
        Take(context, context[index], ZsetValue.Of(entry, context.State.Objects), isHighest, count: 1, arePairs: false);
        var request = context.Propagation.Add(2);
        request.WriteBulkString(NameOf(isHighest));
        request.WriteBulkString(context[index]);
    }

    /// <summary>ZMPOP and BZMPOP.</summary>
    private static void PopMany(CommandContext context, int start)
    {
        var isBlocking = start == 2;
        var deadline = BlockingTimeout.Never;
        if (!ManyPop.TryRead(context, start, "MIN"u8, "MAX"u8, out var pop)
            || (isBlocking && !BlockingTimeout.TryReadSeconds(context, 1, out deadline))
            || !BlockingKeys.TryFindFirst(context, pop.FirstKey, pop.KeyCount, DataType.SortedSet, out var index, out var entry))
        {
            return;
        }

        if (!entry.IsNone)
        {
            PopMany(context, context[index], ZsetValue.Of(entry, context.State.Objects), isHighest: !pop.IsFirst, pop.Count);
        }
        else if (isBlocking)
        {
            context.Block(DataType.SortedSet, pop.FirstKey, pop.KeyCount, deadline);
        }
        else
        {
            context.Reply.WriteNullArray();
        }
    }

    private static void PopMany(CommandContext context, ReadOnlySpan<byte> key, ZsetValue zset, bool isHighest, long wanted)
    {
        var count = (int)Math.Min(wanted, zset.Count);
        context.Reply.WriteArrayHeader(2);
        context.Reply.WriteBulkString(key);
        context.Reply.WriteArrayHeader(count);
        Take(context, key, zset, isHighest, count, arePairs: true);
        var request = context.Propagation.Add(3);
        request.WriteBulkString(NameOf(isHighest));
        request.WriteBulkString(key);
        request.WriteBulkInteger(count);
    }

    /// <summary>Answers so many members with their scores, beginning at an end, and removes them.</summary>
    private static void Take(CommandContext context, ReadOnlySpan<byte> key, ZsetValue zset, bool isHighest, int count, bool arePairs)
    {
        var range = new RankRange(isHighest ? zset.Count - count : 0, count);
        for (var cursor = zset.Walk(range, isHighest); !cursor.IsEnd; cursor.MoveNext())
        {
            if (arePairs)
            {
                context.Reply.WriteArrayHeader(2);
            }

            context.Reply.WriteMember(cursor);
            context.Reply.WriteScore(cursor.Score);
        }

        zset.Remove(range);
        context.Changed(key, KeyEvents.SortedSet, isHighest ? "zpopmax"u8 : "zpopmin"u8, count);
        context.RemoveIfEmpty(key, zset.Count);
    }

    private static ReadOnlySpan<byte> NameOf(bool isHighest) => isHighest ? "ZPOPMAX"u8 : "ZPOPMIN"u8;
}
