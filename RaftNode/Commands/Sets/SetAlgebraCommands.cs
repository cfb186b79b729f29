using RaftNode.Commands.Elements;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Sets;

/// <summary>Intersections, unions and differences. https://redis.io/docs/latest/commands/?group=set</summary>
internal static class SetAlgebraCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;

    private delegate void Algebra(IReadOnlyList<SetValue?> sets, ElementAction action);

    public static IEnumerable<Command> Rows { get; } =
    [
        new("sdiff", -2, CommandFlags.ReadOnly, KeySpecification.All, context => Answer(context, Difference))
        {
            Summary = "Subtract multiple sets", Since = "1.0.0", Complexity = "O(N) of all sets",
            Arguments = "key...",
            Tips = ["nondeterministic_output_order"],
        },
        new("sdiffstore", -3, Write, KeySpecification.OneAndAll.For(KeyUse.Overwrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), context => Store(context, Difference, "sdiffstore"u8))
        {
            Summary = "Subtract multiple sets and store the resulting set in a key", Since = "1.0.0", Complexity = "O(N) of all sets",
            Arguments = "destination:key key...",
        },
        new("sinter", -2, CommandFlags.ReadOnly, KeySpecification.All, context => Answer(context, Intersection))
        {
            Summary = "Intersect multiple sets", Since = "1.0.0", Complexity = "O(N*M) of the smallest set and the number of sets",
            Arguments = "key...",
            Tips = ["nondeterministic_output_order"],
        },
        new("sintercard", -3, CommandFlags.ReadOnly, KeySpecification.Counted, CountIntersection)
        {
            Summary = "Intersect multiple sets and return the cardinality of the result", Since = "7.0.0", Complexity = "O(N*M) of the smallest set and the number of sets",
            Arguments = "numkeys:integer key... [LIMIT limit:integer]",
        },
        new("sinterstore", -3, Write, KeySpecification.OneAndAll.For(KeyUse.ReadWrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), context => Store(context, Intersection, "sinterstore"u8))
        {
            Summary = "Intersect multiple sets and store the resulting set in a key", Since = "1.0.0", Complexity = "O(N*M) of the smallest set and the number of sets",
            Arguments = "destination:key key...",
        },
        new("sunion", -2, CommandFlags.ReadOnly, KeySpecification.All, context => Answer(context, Union))
        {
            Summary = "Add multiple sets", Since = "1.0.0", Complexity = "O(N) of all sets",
            Arguments = "key...",
            Tips = ["nondeterministic_output_order"],
        },
        new("sunionstore", -3, Write, KeySpecification.OneAndAll.For(KeyUse.Overwrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), context => Store(context, Union, "sunionstore"u8))
        {
            Summary = "Add multiple sets and store the resulting set in a key", Since = "1.0.0", Complexity = "O(N) of all sets",
            Arguments = "destination:key key...",
        },
    ];

    private static void Intersection(IReadOnlyList<SetValue?> sets, ElementAction action)
    {
        if (sets.Any(set => set is null))
        {
            return;
        }

        var bySize = BySize(sets);
        bySize[0].ForEach((member, _) =>
        {
            if (AllHave(bySize, member))
            {
                action(member, default);
            }
        });
    }

    /// <summary>The smallest first: it has no fewer than an intersection, and the next smallest most often says no first.</summary>
    private static SetValue[] BySize(IReadOnlyList<SetValue?> sets) => [.. sets.Select(set => set!.Value).OrderBy(set => set.Count)];

    /// <summary>Whether a member of the first set is in the others too.</summary>
    private static bool AllHave(SetValue[] sets, ReadOnlySpan<byte> member)
    {
        for (var i = 1; i < sets.Length; i++)
        {
            if (!sets[i].Contains(member))
            {
                return false;
            }
        }

        return true;
    }

    private static void Union(IReadOnlyList<SetValue?> sets, ElementAction action)
    {
        var seen = new HashSet<byte[]>(BytesComparer.Instance);
        foreach (var set in sets)
        {
            set?.ForEach((member, _) =>
            {
                if (seen.Add(member.ToArray()))
                {
                    action(member, default);
                }
            });
        }
    }

    private static void Difference(IReadOnlyList<SetValue?> sets, ElementAction action) =>
        sets[0]?.ForEach((member, _) =>
        {
            for (var i = 1; i < sets.Count; i++)
            {
                if (sets[i] is { } other && other.Contains(member))
                {
                    return;
                }
            }

            action(member, default);
        });

    private static void Answer(CommandContext context, Algebra algebra)
    {
        if (!TryFindAll(context, first: 1, context.Count - 1, out var sets))
        {
            return;
        }

        var members = MembersOf(sets, algebra);
        context.Reply.WriteSetHeader(members.Count);
        foreach (var member in members)
        {
            context.Reply.WriteBulkString(member);
        }
    }

    private static void Store(CommandContext context, Algebra algebra, ReadOnlySpan<byte> name)
    {
        if (!TryFindAll(context, first: 2, context.Count - 2, out var sets))
        {
            return;
        }

        // All is read before the target goes, which may be one of the sources.
        var members = MembersOf(sets, algebra);
        StoredResult.Answer(context, context[1], members.Count, KeyEvents.Set, name, changes: 1, (in place, key) =>
        {
            var target = SetValue.Create(context.Database, place, key, context.State.Objects);
            foreach (var member in members)
            {
                target.Add(member, context.Settings);
            }
        });
    }

    private static void CountIntersection(CommandContext context)
    {
        if (!context.TryReadInteger(1, "ERR numkeys should be greater than 0"u8, out var keys))
        {
            return;
        }

        if (keys is <= 0 or > int.MaxValue)
        {
            context.Fail("ERR numkeys should be greater than 0"u8);
            return;
        }

        if (keys > context.Count - 2)
        {
            context.Fail("ERR Number of keys can't be greater than number of args"u8);
            return;
        }

        long limit = 0;
        for (var i = 2 + (int)keys; i < context.Count; i += 2)
        {
            if (!context.Is(i, "LIMIT"u8) || i + 1 == context.Count)
            {
                context.Fail(Errors.Syntax);
                return;
            }

            if (!context.TryReadInteger(i + 1, "ERR LIMIT can't be negative"u8, out limit))
            {
                return;
            }

            if (limit < 0)
            {
                context.Fail("ERR LIMIT can't be negative"u8);
                return;
            }
        }

        if (TryFindAll(context, first: 2, (int)keys, out var sets))
        {
            context.Reply.WriteInteger(CountIntersection(sets, limit == 0 ? long.MaxValue : limit));
        }
    }

    /// <summary>How many members all sets have, as far as a limit.</summary>
    private static long CountIntersection(IReadOnlyList<SetValue?> sets, long limit)
    {
        if (sets.Any(set => set is null))
        {
            return 0;
        }

        var count = 0L;
        var bySize = BySize(sets);
        var cursor = 0UL;
        do
        {
            cursor = bySize[0].Scan(cursor, ElementCommands.MembersAtOnce, (member, _) => count += AllHave(bySize, member) ? 1 : 0);
        }
        while (cursor != 0 && count < limit);
        return Math.Min(count, limit);
    }

    private static List<byte[]> MembersOf(IReadOnlyList<SetValue?> sets, Algebra algebra)
    {
        var members = new List<byte[]>();
        algebra(sets, (member, _) => members.Add(member.ToArray()));
        return members;
    }

    private static bool TryFindAll(CommandContext context, int first, int count, out IReadOnlyList<SetValue?> sets)
    {
        var found = new SetValue?[count];
        sets = found;
        for (var i = 0; i < count; i++)
        {
            if (!ElementCommands.TryFind(context, context[first + i], out found[i], isRead: true))
            {
                return false;
            }
        }

        return true;
    }
}
