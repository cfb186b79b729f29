using RaftNode.Store.Keys;
using RaftNode.Store.Numbers;

namespace RaftNode.Commands.Strings;

/// <summary>Strings that are numbers, and counted with. https://redis.io/docs/latest/commands/?group=string</summary>
internal static class CounterCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;
    private const CommandFlags FastWrite = Write | CommandFlags.Fast;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("decr", 2, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), context => Add(context, -1))
        {
            Summary = "Decrement the integer value of a key by one", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("decrby", 3, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), DecrementBy)
        {
            Summary = "Decrement the integer value of a key by the given number", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key decrement:integer",
        },
        new("incr", 2, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), context => Add(context, 1))
        {
            Summary = "Increment the integer value of a key by one", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("incrby", 3, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), IncrementBy)
        {
            Summary = "Increment the integer value of a key by the given amount", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key increment:integer",
        },
        new("incrbyfloat", 3, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), AddFloat)
        {
            Summary = "Increment the float value of a key by the given amount", Since = "2.6.0", Complexity = "O(1)",
            Arguments = "key increment:double",
        },
    ];

    private static void IncrementBy(CommandContext context)
    {
        if (context.TryReadInteger(2, out var by))
        {
            Add(context, by);
        }
    }

    private static void DecrementBy(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var by))
        {
            return;
        }

        if (by == long.MinValue)
        {
            context.Fail(Errors.DecrementOverflow);
            return;
        }

        Add(context, -by);
    }

    private static void Add(CommandContext context, long by)
    {
        var place = context.Database.Locate(context[1]);
        var entry = place.Entry;
        long number = 0;
        if (!entry.IsNone && entry.Type != DataType.String)
        {
            context.Fail(Errors.WrongType);
            return;
        }

        if (!entry.IsNone && !StringValues.TryReadInteger(entry, out number))
        {
            context.Fail(Errors.NotAnInteger);
            return;
        }

        if (by < 0 ? number < long.MinValue - by : number > long.MaxValue - by)
        {
            context.Fail(Errors.Overflow);
            return;
        }

        number += by;
        if (!entry.IsNone && entry.Encoding == DataEncoding.Integer)
        {
            entry.Number = number;
        }
        else
        {
            context.Database.SetInteger(place, context[1], number, keepExpiry: true);
        }

        context.Changed(context[1], KeyEvents.String, "incrby"u8);
        context.Reply.WriteInteger(number);
    }

    private static void AddFloat(CommandContext context)
    {
        var place = context.Database.Locate(context[1]);
        if (!place.Entry.IsNone && place.Entry.Type != DataType.String)
        {
            context.Fail(Errors.WrongType);
            return;
        }

        Span<byte> scratch = stackalloc byte[StringValues.MaxIntegerBytes];
        ExtendedFloat number = default;
        if ((!place.Entry.IsNone && !ExtendedFloat.TryParse(StringValues.TextOf(place.Entry, scratch), out number))
            || !ExtendedFloat.TryParse(context[2], out var by))
        {
            context.Fail(Errors.NotAFloat);
            return;
        }

        var sum = number + by;
        if (number.IsInfinite || by.IsInfinite || sum.IsInfinite)
        {
            context.Fail(Errors.NotFinite);
            return;
        }

        var text = System.Text.Encoding.ASCII.GetBytes(sum.ToString());
        context.Database.SetText(place, context[1], text, keepExpiry: true);
        context.Changed(context[1], KeyEvents.String, "incrbyfloat"u8);
        context.Reply.WriteBulkString(text);
        var request = context.Propagation.Add(4);
        request.WriteBulkString("SET"u8);
        request.WriteBulkString(context[1]);
        request.WriteBulkString(text);
        request.WriteBulkString("KEEPTTL"u8);
    }
}
