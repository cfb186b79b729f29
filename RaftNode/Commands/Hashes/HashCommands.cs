using RaftNode.Commands.Elements;
using RaftNode.Store.Keys;
using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Hashes;

/// <summary>The commands of hashes. https://redis.io/docs/latest/commands/?group=hash</summary>
internal static class HashCommands
{
    private const CommandFlags Read = CommandFlags.ReadOnly | CommandFlags.Fast;
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory | CommandFlags.Fast;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("hdel", -3, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), context => ElementCommands.Remove<HashValue>(context, KeyEvents.Hash, "hdel"u8))
        {
            Summary = "Delete one or more hash fields", Since = "2.0.0", Complexity = "O(N) of the fields",
            Arguments = "key field...",
        },
        new("hexists", 3, Read, KeySpecification.One.For(KeyUse.ReadOnly), Exists)
        {
            Summary = "Determine if a hash field exists", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key field",
        },
        new("hget", 3, Read, KeySpecification.One, Get)
        {
            Summary = "Get the value of a hash field", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key field",
        },
        new("hgetall", 2, CommandFlags.ReadOnly, KeySpecification.One, GetAll)
        {
            Summary = "Get all the fields and values in a hash", Since = "2.0.0", Complexity = "O(N) of the hash",
            Arguments = "key",
            Tips = ["nondeterministic_output_order"],
        },
        new("hincrby", 4, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), Increment)
        {
            Summary = "Increment the integer value of a hash field by the given number", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key field increment:integer",
        },
        new("hincrbyfloat", 4, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), IncrementFloat)
        {
            Summary = "Increment the float value of a hash field by the given amount", Since = "2.6.0", Complexity = "O(1)",
            Arguments = "key field increment:double",
        },
        new("hkeys", 2, CommandFlags.ReadOnly, KeySpecification.One, GetFields)
        {
            Summary = "Get all the fields in a hash", Since = "2.0.0", Complexity = "O(N) of the hash",
            Arguments = "key",
            Tips = ["nondeterministic_output_order"],
        },
        new("hlen", 2, Read, KeySpecification.One.For(KeyUse.ReadOnly), ElementCommands.Count<HashValue>)
        {
            Summary = "Get the number of fields in a hash", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("hmget", -3, Read, KeySpecification.One, GetMany)
        {
            Summary = "Get the values of all the given hash fields", Since = "2.0.0", Complexity = "O(N) of the fields",
            Arguments = "key field...",
        },
        new("hmset", -4, Write, KeySpecification.One, Set)
        {
            Summary = "Set multiple hash fields to multiple values", Since = "2.0.0", Complexity = "O(N) of the fields",
            Arguments = "key (field value)...",
        },
        new("hrandfield", -2, CommandFlags.ReadOnly, KeySpecification.One, PickFields)
        {
            Summary = "Get one or multiple random fields from a hash", Since = "6.2.0", Complexity = "O(N) of the fields answered",
            Arguments = "key [count:integer [WITHVALUES]]",
            Tips = ["nondeterministic_output"],
        },
        new("hscan", -3, CommandFlags.ReadOnly, KeySpecification.One, ElementCommands.Scan<HashValue>)
        {
            Summary = "Incrementally iterate hash fields and associated values", Since = "2.8.0", Complexity = "O(1) for every call, O(N) for all",
            Arguments = "key cursor:integer [MATCH pattern:pattern] [COUNT count:integer]",
            Tips = ["nondeterministic_output"],
        },
        new("hset", -4, Write, KeySpecification.One, Set)
        {
            Summary = "Set the string value of a hash field", Since = "2.0.0", Complexity = "O(N) of the fields",
            Arguments = "key (field value)...",
        },
        new("hsetnx", 4, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), SetIfAbsent)
        {
            Summary = "Set the value of a hash field, only if the field does not exist", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key field value",
        },
        new("hstrlen", 3, Read, KeySpecification.One.For(KeyUse.ReadOnly), ValueLength)
        {
            Summary = "Get the length of the value of a hash field", Since = "3.2.0", Complexity = "O(1)",
            Arguments = "key field",
        },
        new("hvals", 2, CommandFlags.ReadOnly, KeySpecification.One, GetValues)
        {
            Summary = "Get all the values in a hash", Since = "2.0.0", Complexity = "O(N) of the hash",
            Arguments = "key",
            Tips = ["nondeterministic_output_order"],
        },
    ];

    /// <summary>Finds a hash that is going to change, or makes one.</summary>
    private static bool TryFindOrCreate(CommandContext context, out HashValue hash)
    {
        var isRight = context.TryFind(context[1], DataType.Hash, out var entry);
        if (isRight && entry.IsNone)
        {
            var place = context.Database.Locate(context[1]);
            entry = context.Database.SetBlock(place, context[1], DataType.Hash, DataEncoding.Listpack, Listpack.Create().Block);
        }

        hash = new HashValue(entry, context.State.Objects);
        return isRight;
    }

    private static void Set(CommandContext context)
    {
        if (context.Count % 2 != 0)
        {
            context.Fail(Errors.WrongArity(context.Command.Name));
            return;
        }

        if (!TryFindOrCreate(context, out var hash))
        {
            return;
        }

        var added = 0;
        for (var i = 2; i < context.Count; i += 2)
        {
            added += hash.Set(context[i], context[i + 1], context.Settings) ? 1 : 0;
        }

        context.Changed(context[1], KeyEvents.Hash, "hset"u8, (context.Count - 2) / 2);
        if (context.Command.Name == "hset")
        {
            context.Reply.WriteInteger(added);
        }
        else
        {
            context.Reply.WriteOk();
        }
    }

    private static void SetIfAbsent(CommandContext context)
    {
        if (!ElementCommands.TryFind(context, context[1], out HashValue? found))
        {
            return;
        }

        if (found is { } here && here.Contains(context[2]))
        {
            context.Reply.WriteInteger(0);
            return;
        }

        if (TryFindOrCreate(context, out var hash))
        {
            hash.Set(context[2], context[3], context.Settings);
            context.Changed(context[1], KeyEvents.Hash, "hset"u8);
            context.Reply.WriteInteger(1);
        }
    }

    private static void Get(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            AnswerValue(context, hash, context[2]);
        }
    }

    private static void GetMany(CommandContext context)
    {
        if (!ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            return;
        }

        context.Reply.WriteArrayHeader(context.Count - 2);
        for (var i = 2; i < context.Count; i++)
        {
            AnswerValue(context, hash, context[i]);
        }
    }

    private static void AnswerValue(CommandContext context, HashValue? hash, ReadOnlySpan<byte> field)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        if (hash is { } here && here.TryGet(field, scratch, out var value))
        {
            context.Reply.WriteBulkString(value);
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    private static void GetAll(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            context.Reply.WriteMapHeader(hash?.Count ?? 0);
            hash?.ForEach((field, value) =>
            {
                context.Reply.WriteBulkString(field);
                context.Reply.WriteBulkString(value);
            });
        }
    }

    private static void GetFields(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            context.Reply.WriteArrayHeader(hash?.Count ?? 0);
            hash?.ForEach((field, _) => context.Reply.WriteBulkString(field));
        }
    }

    private static void GetValues(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            context.Reply.WriteArrayHeader(hash?.Count ?? 0);
            hash?.ForEach((_, value) => context.Reply.WriteBulkString(value));
        }
    }

    private static void Exists(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            context.Reply.WriteInteger(hash is { } here && here.Contains(context[2]) ? 1 : 0);
        }
    }

    private static void ValueLength(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
            context.Reply.WriteInteger(hash is { } here && here.TryGet(context[2], scratch, out var value) ? value.Length : 0);
        }
    }

    private static void Increment(CommandContext context)
    {
        if (!context.TryReadInteger(3, out var by) || !ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        long number = 0;
        if (hash is { } here && here.TryGet(context[2], scratch, out var value) && !StringValues.TryParseInteger(value, out number))
        {
            context.Fail("ERR hash value is not an integer"u8);
            return;
        }

        if (by < 0 ? number < long.MinValue - by : number > long.MaxValue - by)
        {
            context.Fail(Errors.Overflow);
            return;
        }

        System.Buffers.Text.Utf8Formatter.TryFormat(number + by, scratch, out var length);
        Store(context, scratch[..length], "hincrby"u8);
        context.Reply.WriteInteger(number + by);
    }

    private static void IncrementFloat(CommandContext context)
    {
        if (!ExtendedFloat.TryParse(context[3], out var by))
        {
            context.Fail(Errors.NotAFloat);
            return;
        }

        if (by.IsInfinite)
        {
            context.Fail("ERR value is NaN or Infinity"u8);
            return;
        }

        if (!ElementCommands.TryFind(context, context[1], out HashValue? hash))
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        ExtendedFloat number = default;
        if (hash is { } here && here.TryGet(context[2], scratch, out var value) && !ExtendedFloat.TryParse(value, out number))
        {
            context.Fail("ERR hash value is not a float"u8);
            return;
        }

        var sum = number + by;
        if (number.IsInfinite || sum.IsInfinite)
        {
            context.Fail(Errors.NotFinite);
            return;
        }

        var text = System.Text.Encoding.ASCII.GetBytes(sum.ToString());
        Store(context, text, "hincrbyfloat"u8);
        context.Reply.WriteBulkString(text);
        var request = context.Propagation.Add(4);
        request.WriteBulkString("HSET"u8);
        request.WriteBulkString(context[1]);
        request.WriteBulkString(context[2]);
        request.WriteBulkString(text);
    }

    private static void Store(CommandContext context, ReadOnlySpan<byte> value, ReadOnlySpan<byte> name)
    {
        if (TryFindOrCreate(context, out var hash))
        {
            hash.Set(context[2], value, context.Settings);
            context.Changed(context[1], KeyEvents.Hash, name);
        }
    }

    private static void PickFields(CommandContext context) =>
        ElementPicks.Answer<HashValue>(context, "WITHVALUES"u8, static (reply, value) => reply.WriteBulkString(value));
}
