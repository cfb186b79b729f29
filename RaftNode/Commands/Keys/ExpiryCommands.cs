using RaftNode.Store.Keys;

namespace RaftNode.Commands.Keys;

/// <summary>When keys end. https://redis.io/docs/latest/commands/expire/</summary>
internal static class ExpiryCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.Fast;
    private const CommandFlags Read = CommandFlags.ReadOnly | CommandFlags.Fast;

    /// <summary>What TTL and its like answer for a key that is not there.</summary>
    private const int NoKey = -2;

    /// <summary>What they answer for one that stays.</summary>
    private const int NoExpiry = -1;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("expire", -3, Write, KeySpecification.One, context => Expire(context, isSeconds: true, isRelative: true))
        {
            Summary = "Set a key's time to live in seconds", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key seconds:integer [NX | XX | GT | LT]",
        },
        new("expireat", -3, Write, KeySpecification.One, context => Expire(context, isSeconds: true, isRelative: false))
        {
            Summary = "Set the expiration for a key as a UNIX timestamp", Since = "1.2.0", Complexity = "O(1)",
            Arguments = "key unix-time-seconds:time [NX | XX | GT | LT]",
        },
        new("expiretime", 2, Read, KeySpecification.One, context => Answer(context, entry => InSeconds(entry.ExpiresAt)))
        {
            Summary = "Get the expiration Unix timestamp for a key", Since = "7.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("persist", 2, Write, KeySpecification.One, Persist)
        {
            Summary = "Remove the expiration from a key", Since = "2.2.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("pexpire", -3, Write, KeySpecification.One, context => Expire(context, isSeconds: false, isRelative: true))
        {
            Summary = "Set a key's time to live in milliseconds", Since = "2.6.0", Complexity = "O(1)",
            Arguments = "key milliseconds:integer [NX | XX | GT | LT]",
        },
        new("pexpireat", -3, Write, KeySpecification.One, context => Expire(context, isSeconds: false, isRelative: false))
        {
            Summary = "Set the expiration for a key as a UNIX timestamp specified in milliseconds", Since = "2.6.0", Complexity = "O(1)",
            Arguments = "key unix-time-milliseconds:time [NX | XX | GT | LT]",
        },
        new("pexpiretime", 2, Read, KeySpecification.One, context => Answer(context, entry => entry.ExpiresAt))
        {
            Summary = "Get the expiration Unix timestamp for a key in milliseconds", Since = "7.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("pttl", 2, Read, KeySpecification.One, context => Answer(context, entry => entry.ExpiresAt - context.Now))
        {
            Summary = "Get the time to live for a key in milliseconds", Since = "2.6.0", Complexity = "O(1)",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
        },
        new("ttl", 2, Read, KeySpecification.One, context => Answer(context, entry => InSeconds(entry.ExpiresAt - context.Now)))
        {
            Summary = "Get the time to live for a key in seconds", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
        },
    ];

    private static long InSeconds(long milliseconds) => (milliseconds + 500) / 1000;

    private static void Answer(CommandContext context, Func<Entry, long> answer)
    {
        var entry = context.Database.Peek(context[1]);
        context.Reply.WriteInteger(entry.IsNone ? NoKey : entry.ExpiresAt == 0 ? NoExpiry : answer(entry));
    }

    private static void Persist(CommandContext context)
    {
        var entry = context.Database.Find(context[1]);
        var expires = !entry.IsNone && entry.ExpiresAt != 0;
        if (expires)
        {
            context.Database.SetExpiry(entry, 0);
            context.Changed(context[1], KeyEvents.Generic, "persist"u8);
        }

        context.Reply.WriteInteger(expires ? 1 : 0);
    }

    private static void Expire(CommandContext context, bool isSeconds, bool isRelative)
    {
        if (!TryReadConditions(context, out var conditions) || !TryReadTime(context, isSeconds, isRelative, out var expiresAt))
        {
            return;
        }

        var entry = context.Database.Find(context[1]);
        if (entry.IsNone || !conditions.Allow(entry.ExpiresAt, expiresAt))
        {
            context.Reply.WriteInteger(0);
            return;
        }

        if (context.State.IsOver(expiresAt))
        {
            context.Database.Remove(context[1]);
            context.Propagation.AddDelete(context[1]);
            context.Changed(context[1], KeyEvents.Generic, "del"u8);
        }
        else
        {
            context.Database.SetExpiry(entry, expiresAt);
            if (isSeconds || isRelative)
            {
                Propagate(context, expiresAt);
            }

            context.Changed(context[1], KeyEvents.Generic, "expire"u8);
        }

        context.Reply.WriteInteger(1);
    }

    /// <summary>The same point in time for everybody, and the conditions as they were given.</summary>
    private static void Propagate(CommandContext context, long expiresAt)
    {
        var request = context.Propagation.Add(context.Count);
        request.WriteBulkString("PEXPIREAT"u8);
        request.WriteBulkString(context[1]);
        request.WriteBulkInteger(expiresAt);
        for (var i = 3; i < context.Count; i++)
        {
            request.WriteBulkString(context[i]);
        }
    }

    private static bool TryReadTime(CommandContext context, bool isSeconds, bool isRelative, out long expiresAt)
    {
        if (!context.TryReadInteger(2, out expiresAt))
        {
            return false;
        }

        var isRight = !isSeconds || expiresAt is <= long.MaxValue / 1000 and >= long.MinValue / 1000;
        if (isRight && isSeconds)
        {
            expiresAt *= 1000;
        }

        var start = isRelative ? context.Now : 0;
        if (!isRight || expiresAt > long.MaxValue - start)
        {
            context.Fail(Errors.InvalidExpireTime(context.Command.Name));
            return false;
        }

        expiresAt += start;
        return true;
    }

    private static bool TryReadConditions(CommandContext context, out Conditions conditions)
    {
        conditions = default;
        for (var i = 3; i < context.Count; i++)
        {
            if (context.Is(i, "NX"u8))
            {
                conditions.IfNone = true;
            }
            else if (context.Is(i, "XX"u8))
            {
                conditions.IfSome = true;
            }
            else if (context.Is(i, "GT"u8))
            {
                conditions.IfLater = true;
            }
            else if (context.Is(i, "LT"u8))
            {
                conditions.IfEarlier = true;
            }
            else
            {
                context.Fail($"ERR Unsupported option {Errors.Repeated(context[i])}");
                return false;
            }
        }

        if (conditions.IfNone && (conditions.IfSome || conditions.IfLater || conditions.IfEarlier))
        {
            context.Fail("ERR NX and XX, GT or LT options at the same time are not compatible"u8);
            return false;
        }

        if (conditions.IfLater && conditions.IfEarlier)
        {
            context.Fail("ERR GT and LT options at the same time are not compatible"u8);
            return false;
        }

        return true;
    }

    private struct Conditions
    {
        public bool IfNone;
        public bool IfSome;
        public bool IfLater;
        public bool IfEarlier;

        /// <summary>Whether the time may be set; a key that stays ends later than any other.</summary>
        public readonly bool Allow(long current, long wanted) =>
            (!IfNone || current == 0)
            && (!IfSome || current != 0)
            && (!IfLater || (current != 0 && wanted > current))
            && (!IfEarlier || current == 0 || wanted < current);
    }
}
