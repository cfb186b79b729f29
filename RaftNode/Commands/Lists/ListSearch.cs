using RaftNode.Store.Keys;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Lists;

/// <summary>Elements that are equal to a value: LPOS, LREM, and the one that LINSERT inserts at.</summary>
internal static class ListSearch
{
    /// <summary>The first, from the left.</summary>
    public static ListPosition Find(ListValue list, ReadOnlySpan<byte> value)
    {
        var isNumber = StringValues.TryParseInteger(value, out var number);
        var cursor = list.CursorAt(list.Seek(ListEnd.Left));
        while (!cursor.IsEnd && !cursor.Current.Is(value, isNumber, number))
        {
            cursor.Next();
        }

        return cursor.Position;
    }

    /// <summary>Removes so many, from the right when negative, all when 0; answers how many there were.</summary>
    public static long Remove(ListValue list, ReadOnlySpan<byte> value, long wanted)
    {
        var isNumber = StringValues.TryParseInteger(value, out var number);
        var isBackwards = wanted < 0;
        var most = Math.Max(wanted, -wanted) is > 0 and var count ? count : long.MaxValue;
        var removed = 0L;
        var cursor = list.CursorAt(list.Seek(isBackwards ? ListEnd.Right : ListEnd.Left));
        while (!cursor.IsEnd && removed < most)
        {
            if (!cursor.Current.Is(value, isNumber, number))
            {
                Step(ref cursor, isBackwards);
                continue;
            }

            var following = list.Remove(cursor.Position);
            removed++;
            if (!isBackwards)
            {
                cursor = list.CursorAt(following);
            }
            else if (following.IsEnd)
            {
                cursor = list.CursorAt(list.Seek(ListEnd.Right));
            }
            else
            {
                cursor = list.CursorAt(following);
                cursor.Previous();
            }
        }

        return removed;
    }

    /// <summary>LPOS. https://redis.io/docs/latest/commands/lpos/</summary>
    public static void Answer(CommandContext context)
    {
        if (!TryReadOptions(context, out var rank, out var count, out var most)
            || !ListCommands.TryFind(context, context[1], out var list))
        {
            return;
        }

        var indexes = list is { } found ? IndexesOf(found, context[2], rank, count ?? 1, most) : [];
        if (count is not null)
        {
            context.Reply.WriteArrayHeader(indexes.Count);
            foreach (var index in indexes)
            {
                context.Reply.WriteInteger(index);
            }
        }
        else if (indexes.Count > 0)
        {
            context.Reply.WriteInteger(indexes[0]);
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    private static List<long> IndexesOf(ListValue list, ReadOnlySpan<byte> value, long rank, long count, long most)
    {
        var isNumber = StringValues.TryParseInteger(value, out var number);
        var isBackwards = rank < 0;
        // The least number of all has no positive counterpart: its first match counts, as it does in Redis.
        var toSkip = Math.Max(1, Math.Max(rank, -rank)) - 1;
        var indexes = new List<long>();
        var cursor = list.CursorAt(list.Seek(isBackwards ? ListEnd.Right : ListEnd.Left));
        for (var compared = 0L; !cursor.IsEnd && (most == 0 || compared < most); compared++, Step(ref cursor, isBackwards))
        {
            if (!cursor.Current.Is(value, isNumber, number) || toSkip-- > 0)
            {
                continue;
            }

            indexes.Add(isBackwards ? list.Count - 1 - compared : compared);
            if (indexes.Count == count)
            {
                break;
            }
        }

        return indexes;
    }

    private static void Step(ref ListCursor cursor, bool isBackwards)
    {
        if (isBackwards)
        {
            cursor.Previous();
        }
        else
        {
            cursor.Next();
        }
    }

    /// <summary>Reads which match is wanted first, how many (null for one that is not answered as an array; 0 for all), and how many elements to look at.</summary>
    private static bool TryReadOptions(CommandContext context, out long rank, out long? count, out long most)
    {
        (rank, count, most) = (1, null, 0);
        for (var i = 3; i < context.Count; i += 2)
        {
            if (i + 1 == context.Count)
            {
                context.Fail(Errors.Syntax);
                return false;
            }

            if (context.Is(i, "RANK"u8))
            {
                if (!context.TryReadInteger(i + 1, out rank))
                {
                    return false;
                }

                if (rank == 0)
                {
                    context.Fail(
                        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list"u8);
                    return false;
                }
            }
            else if (context.Is(i, "COUNT"u8))
            {
                if (!context.TryReadAtLeast(i + 1, 0, "ERR COUNT can't be negative"u8, out var read))
                {
                    return false;
                }

                count = read;
            }
            else if (context.Is(i, "MAXLEN"u8))
            {
                if (!context.TryReadAtLeast(i + 1, 0, "ERR MAXLEN can't be negative"u8, out most))
                {
                    return false;
                }
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        return true;
    }
}
