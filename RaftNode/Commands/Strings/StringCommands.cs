using System.Text;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Commands.Strings;

/// <summary>The commands of strings. https://redis.io/docs/latest/commands/?group=string</summary>
internal static class StringCommands
{
    private const CommandFlags Read = CommandFlags.ReadOnly | CommandFlags.Fast;
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;
    private const CommandFlags FastWrite = Write | CommandFlags.Fast;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("get", 2, Read, KeySpecification.One, Get)
        {
            Summary = "Get the value of a key", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("getdel", 2, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete), GetAndDelete)
        {
            Summary = "Get the value of a key and delete the key", Since = "6.2.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("getex", -2, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), GetAndExpire)
        {
            Summary = "Get the value of a key and optionally set its expiration", Since = "6.2.0", Complexity = "O(1)",
            Arguments = "key [EX seconds:integer | PX milliseconds:integer | EXAT unix-time-seconds:time | PXAT unix-time-milliseconds:time | PERSIST]",
        },
        new("getset", 3, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), GetAndSet)
        {
            Summary = "Set the string value of a key and return its old value", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key value",
        },
        new("mget", -2, Read, KeySpecification.All, GetMany)
        {
            Summary = "Get the values of all the given keys", Since = "1.0.0", Complexity = "O(N) of the keys",
            Arguments = "key...",
            Tips = ["request_policy:multi_shard"],
        },
        new("mset", -3, Write, KeySpecification.Pairs.For(KeyUse.Overwrite | KeyUse.Update), SetMany)
        {
            Summary = "Set multiple keys to multiple values", Since = "1.0.1", Complexity = "O(N) of the keys",
            Arguments = "(key value)...",
            Tips = ["request_policy:multi_shard", "response_policy:all_succeeded"],
        },
        new("msetnx", -3, Write, KeySpecification.Pairs.For(KeyUse.Overwrite | KeyUse.Insert), SetManyIfAbsent)
        {
            Summary = "Set multiple keys to multiple values, only if none of the keys exist", Since = "1.0.1", Complexity = "O(N) of the keys",
            Arguments = "(key value)...",
            Tips = ["request_policy:multi_shard", "response_policy:agg_min"],
        },
        new("psetex", 4, Write, KeySpecification.One.For(KeyUse.Overwrite | KeyUse.Update), context => SetWithExpiry(context, isSeconds: false))
        {
            Summary = "Set the value and expiration in milliseconds of a key", Since = "2.6.0", Complexity = "O(1)",
            Arguments = "key milliseconds:integer value",
        },
        new("set", -3, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update | KeyUse.VariableFlags) with { Finder = FindKeyOfSet }, Set)
        {
            Summary = "Set the string value of a key", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key value [NX | XX] [GET] [EX seconds:integer | PX milliseconds:integer | EXAT unix-time-seconds:time | PXAT unix-time-milliseconds:time | KEEPTTL]",
        },
        new("setex", 4, Write, KeySpecification.One.For(KeyUse.Overwrite | KeyUse.Update), context => SetWithExpiry(context, isSeconds: true))
        {
            Summary = "Set the value and expiration of a key", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key seconds:integer value",
        },
        new("setnx", 3, FastWrite, KeySpecification.One.For(KeyUse.Overwrite | KeyUse.Insert), SetIfAbsent)
        {
            Summary = "Set the value of a key, only if the key does not exist", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key value",
        },
    ];

    /// <summary>With GET the old value is given away.</summary>
    private static bool FindKeyOfSet(in RespRequest request, List<KeyPosition> found)
    {
        var hasGet = false;
        for (var i = 3; i < request.Count && !hasGet; i++)
        {
            hasGet = Ascii.EqualsIgnoreCase(request[i], "GET"u8);
        }

        found.Add(new KeyPosition(1, hasGet ? KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update : KeyUse.Overwrite | KeyUse.Update));
        return true;
    }

    private static void Get(CommandContext context)
    {
        if (context.TryFind(context[1], DataType.String, out var entry))
        {
            AnswerValue(context, entry);
        }
    }

    private static void GetMany(CommandContext context)
    {
        context.Reply.WriteArrayHeader(context.Count - 1);
        for (var i = 1; i < context.Count; i++)
        {
            var entry = context.Database.Find(context[i]);
            AnswerValue(context, entry.IsNone || entry.Type != DataType.String ? Entry.None : entry);
        }
    }

    private static void Set(CommandContext context)
    {
        if (context.Count == 3)
        {
            var place = context.Database.Locate(context[1]);
            Store(context, place, context[2]);
            context.Reply.WriteOk();
        }
        else if (SetOptions.TryReadSet(context, out var options) && options.TryReadExpiry(context, out var expiresAt))
        {
            Set(context, options, expiresAt);
        }
    }

    private static void Set(CommandContext context, SetOptions options, long expiresAt)
    {
        var place = context.Database.Locate(context[1]);
        if (options.AnswersOld)
        {
            context.Database.CountRead(context[1], !place.Entry.IsNone);
            if (!place.Entry.IsNone && place.Entry.Type != DataType.String)
            {
                context.Fail(Errors.WrongType);
                return;
            }

            AnswerValue(context, place.Entry);
        }

        if (place.Entry.IsNone ? options.IfPresent : options.IfAbsent)
        {
            if (!options.AnswersOld)
            {
                context.Reply.WriteNull();
            }

            return;
        }

        Store(context, place, context[2], options.KeepsExpiry, expiresAt);
        if (options.AnswersOld && expiresAt == 0)
        {
            PropagateWithoutGet(context);
        }

        if (!options.AnswersOld)
        {
            context.Reply.WriteOk();
        }
    }

    /// <summary>Who follows has no use for the old value.</summary>
    private static void PropagateWithoutGet(CommandContext context)
    {
        var words = 0;
        for (var i = 3; i < context.Count; i++)
        {
            words += context.Is(i, "GET"u8) ? 1 : 0;
        }

        var request = context.Propagation.Add(context.Count - words);
        for (var i = 0; i < context.Count; i++)
        {
            if (i < 3 || !context.Is(i, "GET"u8))
            {
                request.WriteBulkString(context[i]);
            }
        }
    }

    private static void SetWithExpiry(CommandContext context, bool isSeconds)
    {
        if (SetOptions.TryReadExpiry(context, 2, isSeconds, isRelative: true, out var expiresAt))
        {
            Store(context, context.Database.Locate(context[1]), context[3], expiresAt: expiresAt);
            context.Reply.WriteOk();
        }
    }

    private static void SetIfAbsent(CommandContext context)
    {
        var place = context.Database.Locate(context[1]);
        if (place.Entry.IsNone)
        {
            Store(context, place, context[2]);
        }

        context.Reply.WriteInteger(place.Entry.IsNone ? 1 : 0);
    }

    private static void SetMany(CommandContext context)
    {
        if (HasPairs(context))
        {
            StorePairs(context);
            context.Reply.WriteOk();
        }
    }

    private static void SetManyIfAbsent(CommandContext context)
    {
        if (!HasPairs(context))
        {
            return;
        }

        for (var i = 1; i < context.Count; i += 2)
        {
            if (!context.Database.Peek(context[i]).IsNone)
            {
                context.Reply.WriteInteger(0);
                return;
            }
        }

        StorePairs(context);
        context.Reply.WriteInteger(1);
    }

    private static void GetAndSet(CommandContext context)
    {
        var place = context.Database.Locate(context[1]);
        context.Database.CountRead(context[1], !place.Entry.IsNone);
        if (!place.Entry.IsNone && place.Entry.Type != DataType.String)
        {
            context.Fail(Errors.WrongType);
            return;
        }

        AnswerValue(context, place.Entry);
        Store(context, place, context[2]);
        var request = context.Propagation.Add(3);
        request.WriteBulkString("SET"u8);
        request.WriteBulkString(context[1]);
        request.WriteBulkString(context[2]);
    }

    private static void GetAndDelete(CommandContext context)
    {
        if (!context.TryFind(context[1], DataType.String, out var entry, isRead: true))
        {
            return;
        }

        AnswerValue(context, entry);
        if (!entry.IsNone)
        {
            Delete(context);
        }
    }

    private static void GetAndExpire(CommandContext context)
    {
        if (!SetOptions.TryReadGetEx(context, out var options) || !context.TryFind(context[1], DataType.String, out var entry, isRead: true))
        {
            return;
        }

        if (entry.IsNone)
        {
            context.Reply.WriteNull();
            return;
        }

        if (!options.TryReadExpiry(context, out var expiresAt))
        {
            return;
        }

        AnswerValue(context, entry);
        if (expiresAt != 0 && context.State.IsOver(expiresAt))
        {
            Delete(context);
        }
        else if (expiresAt != 0)
        {
            context.Database.SetExpiry(entry, expiresAt);
            var request = context.Propagation.Add(3);
            request.WriteBulkString("PEXPIREAT"u8);
            request.WriteBulkString(context[1]);
            request.WriteBulkInteger(expiresAt);
            context.Changed(context[1], KeyEvents.Generic, "expire"u8);
        }
        else if (options.Persists && entry.ExpiresAt != 0)
        {
            context.Database.SetExpiry(entry, 0);
            var request = context.Propagation.Add(2);
            request.WriteBulkString("PERSIST"u8);
            request.WriteBulkString(context[1]);
            context.Changed(context[1], KeyEvents.Generic, "persist"u8);
        }
    }

    private static bool HasPairs(CommandContext context)
    {
        if (context.Count % 2 != 0)
        {
            return true;
        }

        context.Fail(Errors.WrongArity(context.Command.Name));
        return false;
    }

    private static void StorePairs(CommandContext context)
    {
        for (var i = 1; i < context.Count; i += 2)
        {
            context.Database.SetString(context.Database.Locate(context[i]), context[i], context[i + 1]);
            context.Changed(context[i], KeyEvents.String, "set"u8);
        }
    }

    private static void Store(CommandContext context, in KeyPlace place, ReadOnlySpan<byte> value, bool keepExpiry = false, long expiresAt = 0)
    {
        var entry = context.Database.SetString(place, context[1], value, keepExpiry);
        context.Changed(context[1], KeyEvents.String, "set"u8);
        if (expiresAt != 0)
        {
            context.Database.SetExpiry(entry, expiresAt);
            context.Notify(KeyEvents.Generic, "expire"u8, context[1]);
            var request = context.Propagation.Add(5);
            request.WriteBulkString("SET"u8);
            request.WriteBulkString(context[1]);
            request.WriteBulkString(value);
            request.WriteBulkString("PXAT"u8);
            request.WriteBulkInteger(expiresAt);
        }
    }

    private static void Delete(CommandContext context)
    {
        context.Database.Remove(context[1]);
        context.Propagation.AddDelete(context[1]);
        context.Changed(context[1], KeyEvents.Generic, "del"u8);
    }

    private static void AnswerValue(CommandContext context, Entry entry)
    {
        if (entry.IsNone)
        {
            context.Reply.WriteNull();
        }
        else if (entry.Encoding == DataEncoding.Integer)
        {
            context.Reply.WriteBulkInteger(entry.Number);
        }
        else
        {
            context.Reply.WriteBulkString(entry.Bytes);
        }
    }
}
