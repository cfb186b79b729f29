using RaftNode.Commands.Blocking;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Lists;

/// <summary>The commands that take elements off a list. https://redis.io/docs/latest/commands/?group=list</summary>
internal static class ListPopCommands
{
    private const CommandFlags BlockingWrite = CommandFlags.Write | CommandFlags.NoScript | CommandFlags.Blocking;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("blmpop", -5, CommandFlags.Write | CommandFlags.Blocking, KeySpecification.CountedAt(2).For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopMany(context, start: 2))
        {
            Summary = "Pop elements from a list, or block until one is available", Since = "7.0.0", Complexity = "O(N+M) of the keys and of the elements answered",
            Arguments = "timeout:double numkeys:integer key... (LEFT | RIGHT) [COUNT count:integer]",
        },
        new("blpop", -3, BlockingWrite, KeySpecification.AllButLast.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopFirst(context, ListEnd.Left))
        {
            Summary = "Remove and get the first element in a list, or block until one is available", Since = "2.0.0", Complexity = "O(N) of the keys",
            Arguments = "key... timeout:double",
        },
        new("brpop", -3, BlockingWrite, KeySpecification.AllButLast.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopFirst(context, ListEnd.Right))
        {
            Summary = "Remove and get the last element in a list, or block until one is available", Since = "2.0.0", Complexity = "O(N) of the keys",
            Arguments = "key... timeout:double",
        },
        new("lmpop", -4, CommandFlags.Write, KeySpecification.Counted.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => PopMany(context, start: 1))
        {
            Summary = "Pop elements from a list", Since = "7.0.0", Complexity = "O(N+M) of the keys and of the elements answered",
            Arguments = "numkeys:integer key... (LEFT | RIGHT) [COUNT count:integer]",
        },
        new("lpop", -2, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => Pop(context, ListEnd.Left))
        {
            Summary = "Remove and get the first elements in a list", Since = "1.0.0", Complexity = "O(N) of the elements answered",
            Arguments = "key [count:integer]",
        },
        new("rpop", -2, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), context => Pop(context, ListEnd.Right))
        {
            Summary = "Remove and get the last elements in a list", Since = "1.0.0", Complexity = "O(N) of the elements answered",
            Arguments = "key [count:integer]",
        },
    ];

    /// <summary>Notes that elements were taken off an end, and removes the key when they were the last.</summary>
    public static void Popped(CommandContext context, ReadOnlySpan<byte> key, ListValue list, ListEnd end, long count)
    {
        context.Changed(key, KeyEvents.List, end == ListEnd.Left ? "lpop"u8 : "rpop"u8, count);
        context.RemoveIfEmpty(key, list.Count);
    }

    private static void Pop(CommandContext context, ListEnd end)
    {
        if (context.Count > 3)
        {
            context.Fail(Errors.WrongArity(context.Command.Name));
            return;
        }

        long wanted = 1;
        if (context.Count == 3 && !context.TryReadAtLeast(2, 0, Errors.MustBePositive, out wanted))
        {
            return;
        }

        if (!ListCommands.TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is { } list)
        {
            if (context.Count == 2)
            {
                AnswerOne(context, context[1], list, end);
            }
            else
            {
                AnswerMany(context, context[1], list, end, wanted);
            }
        }
        else if (context.Count == 2)
        {
            context.Reply.WriteNull();
        }
        else
        {
            context.Reply.WriteNullArray();
        }
    }

    /// <summary>BLPOP and BRPOP.</summary>
    private static void PopFirst(CommandContext context, ListEnd end)
    {
        const int FirstKey = 1;
        var count = context.Count - 2;
        if (!BlockingTimeout.TryReadSeconds(context, context.Count - 1, out var deadline)
            || !BlockingKeys.TryFindFirst(context, FirstKey, count, DataType.List, out var index, out var entry))
        {
            return;
        }

        if (entry.IsNone)
        {
            context.Block(DataType.List, FirstKey, count, deadline);
            return;
        }

        context.Reply.WriteArrayHeader(2);
        context.Reply.WriteBulkString(context[index]);
        AnswerOne(context, context[index], new ListValue(entry, context.State.Objects), end);
        var request = context.Propagation.Add(2);
        request.WriteBulkString(NameOf(end));
        request.WriteBulkString(context[index]);
    }

    /// <summary>LMPOP and BLMPOP.</summary>
    private static void PopMany(CommandContext context, int start)
    {
        var isBlocking = start == 2;
        var deadline = BlockingTimeout.Never;
        if (!ManyPop.TryRead(context, start, "LEFT"u8, "RIGHT"u8, out var pop)
            || (isBlocking && !BlockingTimeout.TryReadSeconds(context, 1, out deadline))
            || !BlockingKeys.TryFindFirst(context, pop.FirstKey, pop.KeyCount, DataType.List, out var index, out var entry))
        {
            return;
        }

        if (!entry.IsNone)
        {
            var end = pop.IsFirst ? ListEnd.Left : ListEnd.Right;
            context.Reply.WriteArrayHeader(2);
            context.Reply.WriteBulkString(context[index]);
            var count = AnswerMany(context, context[index], new ListValue(entry, context.State.Objects), end, pop.Count);
            var request = context.Propagation.Add(3);
            request.WriteBulkString(NameOf(end));
            request.WriteBulkString(context[index]);
            request.WriteBulkInteger(count);
        }
        else if (isBlocking)
        {
            context.Block(DataType.List, pop.FirstKey, pop.KeyCount, deadline);
        }
        else
        {
            context.Reply.WriteNullArray();
        }
    }

    private static ReadOnlySpan<byte> NameOf(ListEnd end) => end == ListEnd.Left ? "LPOP"u8 : "RPOP"u8;

    private static void AnswerOne(CommandContext context, ReadOnlySpan<byte> key, ListValue list, ListEnd end)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var position = list.Seek(end);
        context.Reply.WriteBulkString(list.ElementAt(position).Text(scratch));
        list.Remove(position);
        Popped(context, key, list, end, count: 1);
    }

    /// <summary>Answers up to so many, beginning at the end, and how many there were.</summary>
    private static long AnswerMany(CommandContext context, ReadOnlySpan<byte> key, ListValue list, ListEnd end, long wanted)
    {
        var count = Math.Min(wanted, list.Count);
        ListCommands.AnswerElements(context, list, list.Seek(end), count, end);
        if (count > 0)
        {
            list.RemoveRange(end == ListEnd.Left ? 0 : list.Count - count, count);
            Popped(context, key, list, end, count);
        }

        return count;
    }
}
