using RaftNode.Store.Keys;

namespace RaftNode.Commands.Strings;

/// <summary>Parts of strings. https://redis.io/docs/latest/commands/?group=string</summary>
internal static class SubstringCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;
    private const CommandFlags FastWrite = Write | CommandFlags.Fast;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("append", 3, FastWrite, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Insert), Append)
        {
            Summary = "Append a value to a key", Since = "2.0.0", Complexity = "O(1)",
            Arguments = "key value",
        },
        new("getrange", 4, CommandFlags.ReadOnly, KeySpecification.One, GetRange)
        {
            Summary = "Get a substring of the string stored at a key", Since = "2.4.0", Complexity = "O(N) of the substring",
            Arguments = "key start:integer end:integer",
        },
        new("setrange", 4, Write, KeySpecification.One, SetRange)
        {
            Summary = "Overwrite part of a string at key starting at the specified offset", Since = "2.2.0", Complexity = "O(1) beside the length of the value",
            Arguments = "key offset:integer value",
        },
        new("strlen", 2, CommandFlags.ReadOnly | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadOnly), Length)
        {
            Summary = "Get the length of the value stored in a key", Since = "2.2.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("substr", 4, CommandFlags.ReadOnly, KeySpecification.One, GetRange)
        {
            Summary = "Get a substring of the string stored at a key", Since = "1.0.0", Complexity = "O(N) of the substring",
            Arguments = "key start:integer end:integer",
        },
    ];

    private static void GetRange(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var start) || !context.TryReadInteger(3, out var end)
            || !context.TryFind(context[1], DataType.String, out var entry))
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[StringValues.MaxIntegerBytes];
        var value = entry.IsNone ? [] : StringValues.TextOf(entry, scratch);
        if (start < 0 && end < 0 && start > end)
        {
            context.Reply.WriteBulkString(default(ReadOnlySpan<byte>));
            return;
        }

        start = Math.Max(0, start < 0 ? start + value.Length : start);
        end = Math.Min(value.Length - 1, Math.Max(0, end < 0 ? end + value.Length : end));
        context.Reply.WriteBulkString(start > end ? default : value[(int)start..((int)end + 1)]);
    }

    private static void Length(CommandContext context)
    {
        if (context.TryFind(context[1], DataType.String, out var entry))
        {
            context.Reply.WriteInteger(entry.IsNone ? 0 : StringValues.LengthOf(entry));
        }
    }

    private static void Append(CommandContext context)
    {
        if (!context.TryFind(context[1], DataType.String, out var entry))
        {
            return;
        }

        var added = context[2];
        if (entry.IsNone)
        {
            context.Database.SetString(context.Database.Locate(context[1]), context[1], added);
            context.Changed(context[1], KeyEvents.String, "append"u8);
            context.Reply.WriteInteger(added.Length);
            return;
        }

        var length = StringValues.LengthOf(entry);
        if (IsTooLong(context, (long)length + added.Length))
        {
            return;
        }

        var grown = Reshape(context, entry, length + added.Length);
        added.CopyTo(grown.Bytes[length..]);
        context.Changed(context[1], KeyEvents.String, "append"u8);
        context.Reply.WriteInteger(length + added.Length);
    }

    private static void SetRange(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var offset))
        {
            return;
        }

        if (offset < 0)
        {
            context.Fail(Errors.OffsetOutOfRange);
            return;
        }

        if (!context.TryFind(context[1], DataType.String, out var entry))
        {
            return;
        }

        var value = context[3];
        var length = entry.IsNone ? 0 : StringValues.LengthOf(entry);
        if (value.IsEmpty)
        {
            context.Reply.WriteInteger(length);
            return;
        }

        if (IsTooLong(context, Math.Min(offset, long.MaxValue - value.Length) + value.Length))
        {
            return;
        }

        if (entry.IsNone)
        {
            entry = context.Database.SetString(context.Database.Locate(context[1]), context[1], default);
        }

        var needed = Math.Max(length, (int)offset + value.Length);
        var changed = Reshape(context, entry, needed);
        if (offset > length)
        {
            changed.Bytes[length..(int)offset].Clear();
        }

        value.CopyTo(changed.Bytes[(int)offset..]);
        context.Changed(context[1], KeyEvents.String, "setrange"u8);
        context.Reply.WriteInteger(needed);
    }

    /// <summary>Makes a string one of bytes with the length that is wanted, and room to grow as Redis leaves it.</summary>
    private static Entry Reshape(CommandContext context, Entry entry, int length)
    {
        if (entry.Encoding == DataEncoding.Integer)
        {
            Span<byte> digits = stackalloc byte[StringValues.MaxIntegerBytes];
            var text = StringValues.TextOf(entry, digits);
            entry = context.Database.ResizeString(entry, Math.Max(length, text.Length), spare: length);
            text.CopyTo(entry.Bytes);
        }
        else if (length != entry.ValueLength)
        {
            entry = context.Database.ResizeString(entry, length, spare: length);
        }

        entry.Become(DataType.String, DataEncoding.Raw);
        return entry;
    }

    private static bool IsTooLong(CommandContext context, long length)
    {
        if (length <= context.Settings.MaxStringBytes)
        {
            return false;
        }

        context.Fail(Errors.StringTooLong);
        return true;
    }
}
