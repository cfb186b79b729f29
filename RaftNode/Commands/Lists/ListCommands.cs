using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Lists;

/// <summary>The commands of lists that neither pop nor move. https://redis.io/docs/latest/commands/?group=list</summary>
internal static class ListCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("lindex", 3, CommandFlags.ReadOnly, KeySpecification.One, GetAt)
        {
            Summary = "Get an element from a list by its index", Since = "1.0.0", Complexity = "O(N) of the elements up to it; O(1) at either end",
            Arguments = "key index:integer",
        },
        new("linsert", 5, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), Insert)
        {
            Summary = "Insert an element before or after another element in a list", Since = "2.2.0", Complexity = "O(N) of the elements up to it",
            Arguments = "key (BEFORE | AFTER) pivot element",
        },
        new("llen", 2, CommandFlags.ReadOnly | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadOnly), Length)
        {
            Summary = "Get the length of a list", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("lpos", -3, CommandFlags.ReadOnly, KeySpecification.One, ListSearch.Answer)
        {
            Summary = "Return the index of matching elements on a list", Since = "6.0.6", Complexity = "O(N) of the elements compared",
            Arguments = "key element [RANK rank:integer] [COUNT num-matches:integer] [MAXLEN len:integer]",
        },
        new("lpush", -3, Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), context => Push(context, ListEnd.Left))
        {
            Summary = "Prepend one or multiple elements to a list", Since = "1.0.0", Complexity = "O(N) of the elements added",
            Arguments = "key element...",
        },
        new("lpushx", -3, Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), context => Push(context, ListEnd.Left, onlyIfThere: true))
        {
            Summary = "Prepend an element to a list, only if the list exists", Since = "2.2.0", Complexity = "O(N) of the elements added",
            Arguments = "key element...",
        },
        new("lrange", 4, CommandFlags.ReadOnly, KeySpecification.One, GetRange)
        {
            Summary = "Get a range of elements from a list", Since = "1.0.0", Complexity = "O(S+N) of the distance from the nearest end and of the range",
            Arguments = "key start:integer stop:integer",
        },
        new("lrem", 4, CommandFlags.Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), Remove)
        {
            Summary = "Remove elements from a list", Since = "1.0.0", Complexity = "O(N) of the list",
            Arguments = "key count:integer element",
        },
        new("lset", 4, Write, KeySpecification.One, SetAt)
        {
            Summary = "Set the value of an element in a list by its index", Since = "1.0.0", Complexity = "O(N) of the elements up to it; O(1) at either end",
            Arguments = "key index:integer element",
        },
        new("ltrim", 4, CommandFlags.Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), Trim)
        {
            Summary = "Trim a list to the specified range", Since = "1.0.0", Complexity = "O(N) of the elements removed",
            Arguments = "key start:integer stop:integer",
        },
        new("rpush", -3, Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), context => Push(context, ListEnd.Right))
        {
            Summary = "Append one or multiple elements to a list", Since = "1.0.0", Complexity = "O(N) of the elements added",
            Arguments = "key element...",
        },
        new("rpushx", -3, Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), context => Push(context, ListEnd.Right, onlyIfThere: true))
        {
            Summary = "Append an element to a list, only if the list exists", Since = "2.2.0", Complexity = "O(N) of the elements added",
            Arguments = "key element...",
        },
    ];

    /// <summary>The list at a key; null when there is none. Answers the error, and false, when the key holds another type.</summary>
    public static bool TryFind(CommandContext context, ReadOnlySpan<byte> key, out ListValue? list)
    {
        var isRight = context.TryFind(key, DataType.List, out var entry);
        list = isRight && !entry.IsNone ? new ListValue(entry, context.State.Objects) : null;
        return isRight;
    }

    /// <summary>Answers so many elements, from a position towards the other end.</summary>
    public static void AnswerElements(CommandContext context, ListValue list, ListPosition start, long count, ListEnd from = ListEnd.Left)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        context.Reply.WriteArrayHeader((int)count);
        var cursor = list.CursorAt(start);
        for (; count > 0; count--)
        {
            context.Reply.WriteBulkString(cursor.Current.Text(scratch));
            if (from == ListEnd.Left)
            {
                cursor.Next();
            }
            else
            {
                cursor.Previous();
            }
        }
    }

    /// <summary>The name of the event of a push at an end.</summary>
    public static ReadOnlySpan<byte> PushEvent(ListEnd end) => end == ListEnd.Left ? "lpush"u8 : "rpush"u8;

    private static void Push(CommandContext context, ListEnd end, bool onlyIfThere = false)
    {
        var place = context.Database.Locate(context[1]);
        if (!context.IsOf(DataType.List, place.Entry))
        {
            return;
        }

        if (place.Entry.IsNone && onlyIfThere)
        {
            context.Reply.WriteInteger(0);
            return;
        }

        var list = place.Entry.IsNone
            ? ListValue.Create(context.Database, place, context[1], context.State.Objects)
            : new ListValue(place.Entry, context.State.Objects);
        for (var i = 2; i < context.Count; i++)
        {
            list.Push(end, context[i], context.Settings);
        }

        context.Reply.WriteInteger(list.Count);
        context.Changed(context[1], KeyEvents.List, PushEvent(end), context.Count - 2);
    }

    private static void Length(CommandContext context)
    {
        if (TryFind(context, context[1], out var list))
        {
            context.Reply.WriteInteger(list?.Count ?? 0);
        }
    }

    private static void GetAt(CommandContext context)
    {
        if (!TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is not { } list)
        {
            context.Reply.WriteNull();
            return;
        }

        if (!context.TryReadInteger(2, out var index))
        {
            return;
        }

        var position = list.Seek(index);
        if (position.IsEnd)
        {
            context.Reply.WriteNull();
            return;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        context.Reply.WriteBulkString(list.ElementAt(position).Text(scratch));
    }

    private static void SetAt(CommandContext context)
    {
        if (!TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is not { } list)
        {
            context.Fail(Errors.NoSuchKey);
            return;
        }

        if (!context.TryReadInteger(2, out var index))
        {
            return;
        }

        var position = list.Seek(index);
        if (position.IsEnd)
        {
            context.Fail("ERR index out of range"u8);
            return;
        }

        list.Replace(position, context[3], context.Settings);
        context.Reply.WriteOk();
        context.Changed(context[1], KeyEvents.List, "lset"u8);
    }

    private static void GetRange(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var first) || !context.TryReadInteger(3, out var last)
            || !TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is { } list)
        {
            var (start, count) = IndexRange.Of(first, last, list.Count);
            AnswerElements(context, list, list.Seek(start), count);
        }
        else
        {
            context.Reply.WriteArrayHeader(0);
        }
    }

    private static void Trim(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var first) || !context.TryReadInteger(3, out var last)
            || !TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is { } list)
        {
            var before = list.Count;
            var (start, count) = IndexRange.Of(first, last, before);
            list.RemoveRange(start + count, before - start - count);
            list.RemoveRange(0, start);
            context.Changed(context[1], KeyEvents.List, "ltrim"u8, before - count);
            context.RemoveIfEmpty(count);
        }

        context.Reply.WriteOk();
    }

    private static void Insert(CommandContext context)
    {
        var isAfter = context.Is(2, "AFTER"u8);
        if (!isAfter && !context.Is(2, "BEFORE"u8))
        {
            context.Fail(Errors.Syntax);
            return;
        }

        if (!TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is not { } list)
        {
            context.Reply.WriteInteger(0);
            return;
        }

        var pivot = ListSearch.Find(list, context[3]);
        if (pivot.IsEnd)
        {
            context.Reply.WriteInteger(-1);
            return;
        }

        list.Insert(pivot, context[4], isAfter, context.Settings);
        context.Reply.WriteInteger(list.Count);
        context.Changed(context[1], KeyEvents.List, "linsert"u8);
    }

    private static void Remove(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var wanted) || !TryFind(context, context[1], out var found))
        {
            return;
        }

        var removed = found is { } list ? ListSearch.Remove(list, context[3], wanted) : 0;
        if (removed > 0)
        {
            context.Changed(context[1], KeyEvents.List, "lrem"u8, removed);
            context.RemoveIfEmpty(found!.Value.Count);
        }

        context.Reply.WriteInteger(removed);
    }
}
