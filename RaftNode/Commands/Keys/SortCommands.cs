using System.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;
using RedisLib.Resp;

namespace RaftNode.Commands.Keys;

/// <summary>https://redis.io/docs/latest/commands/sort/</summary>
internal static class SortCommands
{
    private const KeyUse Reading = KeyUse.ReadOnly | KeyUse.Access;
    private const KeyUse Replacing = KeyUse.Overwrite | KeyUse.Update;

    private static readonly KeySpecification ReadOnlyKeys = new(
        KeyRange.At(1) with { Use = Reading },
        KeyRange.Unknown("The keys of BY and GET are made of what is sorted", Reading))
    {
        Finder = FindFirstKey,
    };

    private static readonly KeySpecification Keys = new(
        [.. ReadOnlyKeys.Ranges, KeyRange.Unknown("The key of STORE may stand anywhere", Replacing)])
    {
        Finder = FindKeys,
    };

    public static IEnumerable<Command> Rows { get; } =
    [
        new("sort", -2, CommandFlags.Write | CommandFlags.DenyOutOfMemory, Keys, context => Sort(context, mayStore: true))
        {
            Summary = "Sort the elements in a list, set or sorted set",
            Since = "1.0.0",
            Complexity = "O(N+M*log(M)) of the elements and of those answered",
            Arguments = "key [BY pattern:pattern] [LIMIT (offset:integer count:integer)] [GET pattern:pattern]... [ASC | DESC] [ALPHA] [STORE destination:key]",
            Difference = "STORE serves clients that wait for the list also where it replaces a value of another type; redis-server lets them go on waiting.",
            Categories = AclCategories.Dangerous | AclCategories.List | AclCategories.Set | AclCategories.SortedSet,
        },
        new("sort_ro", -2, CommandFlags.ReadOnly, ReadOnlyKeys, context => Sort(context, mayStore: false))
        {
            Summary = "Sort the elements in a list, set or sorted set. Read-only variant of SORT.",
            Since = "7.0.0",
            Complexity = "O(N+M*log(M)) of the elements and of those answered",
            Arguments = "key [BY pattern:pattern] [LIMIT (offset:integer count:integer)] [GET pattern:pattern]... [ASC | DESC] [ALPHA]",
            Difference = "a small sorted set stays a listpack; redis-server makes a skiplist of it, as SORT does.",
            Categories = AclCategories.Dangerous | AclCategories.List | AclCategories.Set | AclCategories.SortedSet,
        },
    ];

    private static bool FindFirstKey(in RespRequest request, List<KeyPosition> found)
    {
        found.Add(new KeyPosition(1, Reading));
        return true;
    }

    /// <summary>The last STORE is the one that counts.</summary>
    private static bool FindKeys(in RespRequest request, List<KeyPosition> found)
    {
        FindFirstKey(request, found);
        var target = 0;
        for (var i = 2; i < request.Count - 1; i++)
        {
            if (Ascii.EqualsIgnoreCase(request[i], "LIMIT"u8))
            {
                i += 2;
            }
            else if (Ascii.EqualsIgnoreCase(request[i], "GET"u8) || Ascii.EqualsIgnoreCase(request[i], "BY"u8))
            {
                i++;
            }
            else if (Ascii.EqualsIgnoreCase(request[i], "STORE"u8))
            {
                target = ++i;
            }
        }

        if (target > 0)
        {
            found.Add(new KeyPosition(target, Replacing));
        }

        return true;
    }

    private static void Sort(CommandContext context, bool mayStore)
    {
        if (!SortOptions.TryRead(context, mayStore, out var options))
        {
            return;
        }

        var entry = context.Database.Find(context[1]);
        context.Database.CountRead(context[1], !entry.IsNone);
        if (!entry.IsNone && entry.Type is not (DataType.List or DataType.Set or DataType.SortedSet))
        {
            context.Fail(Errors.WrongType);
            return;
        }

        if (!entry.IsNone && entry.Type == DataType.SortedSet && context.Command.IsWrite)
        {
            // Redis does so to sort, and OBJECT ENCODING tells. A command that only reads leaves all as it is: a snapshot relies on that.
            ZsetValue.Of(entry, context.State.Objects).BecomeLarge();
        }

        var elements = entry.IsNone ? [] : ElementsOf(context, entry);
        var isSet = !entry.IsNone && entry.Type == DataType.Set;
        if (isSet && !options.Sorts && options.StoreIndex > 0)
        {
            // A set has no order of its own, and what is stored is to be the same everywhere.
            options.SortByBytes();
        }

        if (options.Sorts)
        {
            if (isSet)
            {
                elements.Sort(Compare);
            }

            if (!TryOrder(context, options, elements, out elements))
            {
                context.Fail("ERR One or more scores can't be converted into double"u8);
                return;
            }
        }
        else if (options.IsDescending && !isSet)
        {
            elements.Reverse();
        }

        Answer(context, options, elements[options.RangeOf(elements.Count)]);
    }

    private static List<byte[]> ElementsOf(CommandContext context, Entry entry)
    {
        var elements = new List<byte[]>();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        switch (entry.Type)
        {
            case DataType.List:
                var list = new ListValue(entry, context.State.Objects);
                for (var cursor = list.CursorAt(list.Seek(ListEnd.Left)); !cursor.IsEnd; cursor.Next())
                {
                    elements.Add(cursor.Current.Text(scratch).ToArray());
                }

                break;
            case DataType.Set:
                SetValue.Of(entry, context.State.Objects).ForEach((member, _) => elements.Add(member.ToArray()));
                break;
            case DataType.SortedSet:
                for (var cursor = ZsetValue.Of(entry, context.State.Objects).Walk(); !cursor.IsEnd; cursor.MoveNext())
                {
                    elements.Add(cursor.Member(scratch).ToArray());
                }

                break;
        }

        return elements;
    }

    /// <summary>Brings elements into the order that is asked for; those that are equal stay as they stand. False when one is no number.</summary>
    private static bool TryOrder(CommandContext context, SortOptions options, List<byte[]> elements, out List<byte[]> ordered)
    {
        var items = new Item[elements.Count];
        ordered = elements;
        for (var i = 0; i < items.Length; i++)
        {
            var weight = options.By is { } by ? by.Find(context, elements[i]) : elements[i];
            double score = 0;
            if (!options.IsAlphabetic && weight is not null && !TryReadScore(weight, out score))
            {
                return false;
            }

            items[i] = new Item(elements[i], weight, score, i);
        }

        Array.Sort(items, Comparison(options));
        ordered = [.. items.Select(item => item.Element)];
        return true;
    }

    private static Comparison<Item> Comparison(SortOptions options)
    {
        var sign = options.IsDescending ? -1 : 1;
        return options.IsAlphabetic
            ? (left, right) => Compare(left.Weight, right.Weight) is var order && order != 0 ? sign * order : left.Index.CompareTo(right.Index)
            : (left, right) => left.Score < right.Score ? -sign
                : left.Score > right.Score ? sign
                : Compare(left.Element, right.Element) is var order && order != 0 ? sign * order : left.Index.CompareTo(right.Index);
    }

    /// <summary>By bytes; what is not there comes first.</summary>
    private static int Compare(byte[]? left, byte[]? right) =>
        left is null || right is null ? (left is null ? 0 : 1) - (right is null ? 0 : 1) : Math.Sign(left.AsSpan().SequenceCompareTo(right));

    /// <summary>Reads a number as the C library does: blanks may stand before it, and nothing is 0.</summary>
    private static bool TryReadScore(ReadOnlySpan<byte> text, out double score)
    {
        score = 0;
        return text.IsEmpty || DoubleText.TryParse(text.TrimStart(" \t\n\v\f\r"u8), out score);
    }

    private static void Answer(CommandContext context, SortOptions options, List<byte[]> elements)
    {
        var results = new List<byte[]?>();
        foreach (var element in elements)
        {
            if (options.Gets.Count == 0)
            {
                results.Add(element);
            }

            foreach (var get in options.Gets)
            {
                results.Add(get.Find(context, element));
            }
        }

        if (options.StoreIndex > 0)
        {
            Store(context, context[options.StoreIndex], results);
            return;
        }

        context.Reply.WriteArrayHeader(results.Count);
        foreach (var result in results)
        {
            if (result is null)
            {
                context.Reply.WriteNull();
            }
            else
            {
                context.Reply.WriteBulkString(result);
            }
        }
    }

    private static void Store(CommandContext context, ReadOnlySpan<byte> key, List<byte[]?> results) =>
        StoredResult.Answer(context, key, results.Count, KeyEvents.List, "sortstore"u8, changes: results.Count, (in place, key) =>
        {
            var list = ListValue.Create(context.Database, place, key, context.State.Objects);
            foreach (var result in results)
            {
                list.Push(ListEnd.Right, result, context.Settings);
            }
        });

    /// <summary>An element and what it is compared by.</summary>
    private readonly record struct Item(byte[] Element, byte[]? Weight, double Score, int Index);
}
