using RaftNode.Commands.Elements;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Sets;

/// <summary>The commands of one set. https://redis.io/docs/latest/commands/?group=set</summary>
internal static class SetCommands
{
    private const CommandFlags Read = CommandFlags.ReadOnly | CommandFlags.Fast;
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.Fast;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("sadd", -3, Write | CommandFlags.DenyOutOfMemory, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), Add)
        {
            Summary = "Add one or more members to a set", Since = "1.0.0", Complexity = "O(N) of the members",
            Arguments = "key member...",
        },
        new("scard", 2, Read, KeySpecification.One.For(KeyUse.ReadOnly), ElementCommands.Count<SetValue>)
        {
            Summary = "Get the number of members in a set", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("sismember", 3, Read, KeySpecification.One.For(KeyUse.ReadOnly), Contains)
        {
            Summary = "Determine if a given value is a member of a set", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key member",
        },
        new("smembers", 2, CommandFlags.ReadOnly, KeySpecification.One, GetAll)
        {
            Summary = "Get all the members in a set", Since = "1.0.0", Complexity = "O(N) of the set",
            Arguments = "key",
            Tips = ["nondeterministic_output_order"],
        },
        new("smismember", -3, Read, KeySpecification.One, ContainsMany)
        {
            Summary = "Returns the membership associated with the given elements for a set", Since = "6.2.0", Complexity = "O(N) of the members",
            Arguments = "key member...",
        },
        new("smove", 4, Write, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.ReadWrite | KeyUse.Insert), Move)
        {
            Summary = "Move a member from one set to another", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "source:key destination:key member",
        },
        new("spop", -2, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), Pop)
        {
            Summary = "Remove and return one or multiple random members from a set", Since = "1.0.0", Complexity = "O(N) of the members answered",
            Arguments = "key [count:integer]",
            Tips = ["nondeterministic_output"],
        },
        new("srandmember", -2, CommandFlags.ReadOnly, KeySpecification.One, Pick)
        {
            Summary = "Get one or multiple random members from a set", Since = "1.0.0", Complexity = "O(N) of the members answered",
            Arguments = "key [count:integer]",
            Tips = ["nondeterministic_output"],
        },
        new("srem", -3, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), context => ElementCommands.Remove<SetValue>(context, KeyEvents.Set, "srem"u8))
        {
            Summary = "Remove one or more members from a set", Since = "1.0.0", Complexity = "O(N) of the members",
            Arguments = "key member...",
        },
        new("sscan", -3, CommandFlags.ReadOnly, KeySpecification.One, ElementCommands.Scan<SetValue>)
        {
            Summary = "Incrementally iterate Set elements", Since = "2.8.0", Complexity = "O(1) for every call, O(N) for all",
            Arguments = "key cursor:integer [MATCH pattern:pattern] [COUNT count:integer]",
            Tips = ["nondeterministic_output"],
        },
    ];

    private static SetValue Create(CommandContext context, ReadOnlySpan<byte> key) =>
        SetValue.Create(context.Database, context.Database.Locate(key), key, context.State.Objects);

    private static void Add(CommandContext context)
    {
        if (!ElementCommands.TryFind(context, context[1], out SetValue? found))
        {
            return;
        }

        var set = found ?? Create(context, context[1]);
        var added = 0;
        for (var i = 2; i < context.Count; i++)
        {
            added += set.Add(context[i], context.Settings) ? 1 : 0;
        }

        if (added > 0)
        {
            context.Changed(context[1], KeyEvents.Set, "sadd"u8, added);
        }

        context.Reply.WriteInteger(added);
    }

    private static void Move(CommandContext context)
    {
        if (!ElementCommands.TryFind(context, context[1], out SetValue? source) || source is not { } from)
        {
            if (!context.HasFailed)
            {
                context.Reply.WriteInteger(0);
            }

            return;
        }

        if (!ElementCommands.TryFind(context, context[2], out SetValue? target))
        {
            return;
        }

        if (context[1].SequenceEqual(context[2]))
        {
            context.Reply.WriteInteger(from.Contains(context[3]) ? 1 : 0);
            return;
        }

        if (!from.Remove(context[3]))
        {
            context.Reply.WriteInteger(0);
            return;
        }

        context.Changed(context[1], KeyEvents.Set, "srem"u8);
        context.RemoveIfEmpty(from.Count);
        var to = target ?? Create(context, context[2]);
        if (to.Add(context[3], context.Settings))
        {
            context.Changed(context[2], KeyEvents.Set, "sadd"u8);
        }

        context.Reply.WriteInteger(1);
    }

    private static void Contains(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out SetValue? set))
        {
            context.Reply.WriteInteger(set is { } here && here.Contains(context[2]) ? 1 : 0);
        }
    }

    private static void ContainsMany(CommandContext context)
    {
        if (!ElementCommands.TryFind(context, context[1], out SetValue? set))
        {
            return;
        }

        context.Reply.WriteArrayHeader(context.Count - 2);
        for (var i = 2; i < context.Count; i++)
        {
            context.Reply.WriteInteger(set is { } here && here.Contains(context[i]) ? 1 : 0);
        }
    }

    private static void GetAll(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out SetValue? set))
        {
            context.Reply.WriteSetHeader(set?.Count ?? 0);
            set?.ForEach((member, _) => context.Reply.WriteBulkString(member));
        }
    }

    private static void Pick(CommandContext context)
    {
        if (context.Count > 3)
        {
            context.Fail(Errors.Syntax);
            return;
        }

        long count = 1;
        if ((context.Count == 3 && !context.TryReadCount(2, out count)) || !ElementCommands.TryFind(context, context[1], out SetValue? found))
        {
            return;
        }

        if (found is not { } set || count == 0)
        {
            AnswerNone(context);
        }
        else if (context.Count == 2)
        {
            set.Pick(context.Random, (member, _) => context.Reply.WriteBulkString(member));
        }
        else if (count < 0)
        {
            context.Reply.WriteArrayHeader((int)Math.Min(int.MaxValue, -count));
            for (; count < 0 && context.IsReplyWanted; count++)
            {
                set.Pick(context.Random, (member, _) => context.Reply.WriteBulkString(member));
            }
        }
        else
        {
            var answered = (int)Math.Min(count, set.Count);
            context.Reply.WriteArrayHeader(answered);
            set.PickDifferent(context.Random, answered, (member, _) => context.Reply.WriteBulkString(member));
        }
    }

    private static void AnswerNone(CommandContext context)
    {
        if (context.Count == 2)
        {
            context.Reply.WriteNull();
        }
        else
        {
            context.Reply.WriteArrayHeader(0);
        }
    }

    private static void Pop(CommandContext context)
    {
        if (context.Count > 3)
        {
            context.Fail(Errors.Syntax);
            return;
        }

        long count = 1;
        if (context.Count == 3 && !context.TryReadAtLeast(2, 0, Errors.MustBePositive, out count))
        {
            return;
        }

        if (!ElementCommands.TryFind(context, context[1], out SetValue? found))
        {
            return;
        }

        if (found is not { } set || count == 0)
        {
            if (context.Count == 2)
            {
                context.Reply.WriteNull();
            }
            else
            {
                context.Reply.WriteSetHeader(0);
            }

            return;
        }

        Pop(context, set, (int)Math.Min(count, set.Count));
    }

    private static void Pop(CommandContext context, SetValue set, int count)
    {
        var popped = new List<byte[]>(count);
        set.PickDifferent(context.Random, count, (member, _) => popped.Add(member.ToArray()));
        if (context.Count == 3)
        {
            context.Reply.WriteSetHeader(count);
        }

        Propagate(context, set, popped);
        foreach (var member in popped)
        {
            set.Remove(member);
            context.Reply.WriteBulkString(member);
        }

        context.Changed(context[1], KeyEvents.Set, "spop"u8, count);
        context.RemoveIfEmpty(set.Count);
    }

    /// <summary>The same members everywhere, whatever chance says there.</summary>
    private static void Propagate(CommandContext context, SetValue set, List<byte[]> popped)
    {
        if (context.Count == 3 && popped.Count == set.Count)
        {
            context.Propagation.AddDelete(context[1]);
            return;
        }

        var request = context.Propagation.Add(popped.Count + 2);
        request.WriteBulkString("SREM"u8);
        request.WriteBulkString(context[1]);
        foreach (var member in popped)
        {
            request.WriteBulkString(member);
        }
    }
}
