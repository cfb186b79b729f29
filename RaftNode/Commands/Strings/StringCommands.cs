using RaftNode.Store.Keys;

namespace RaftNode.Commands.Strings;

internal static class StringCommands
{
    public static IEnumerable<Command> Rows { get; } =
    [
        new("get", 2, CommandFlags.ReadOnly | CommandFlags.Fast, KeySpecification.One, Get)
        {
            Summary = "Get the value of a key", Since = "1.0.0", Complexity = "O(1)",
        },
        new("set", -3, CommandFlags.Write | CommandFlags.DenyOutOfMemory, KeySpecification.One, Set)
        {
            Summary = "Set the string value of a key", Since = "1.0.0", Complexity = "O(1)",
        },
        new("incr", 2, CommandFlags.Write | CommandFlags.DenyOutOfMemory | CommandFlags.Fast, KeySpecification.One, Increment)
        {
            Summary = "Increment the integer value of a key by one", Since = "1.0.0", Complexity = "O(1)",
        },
        new("ping", -1, CommandFlags.Fast, KeySpecification.None, context => context.Reply.WriteSimpleString("PONG"u8))
        {
            Summary = "Ping the server", Since = "1.0.0", Complexity = "O(1)",
        },
    ];

    private static void Get(CommandContext context)
    {
        if (!context.TryFind(context[1], DataType.String, out var entry))
        {
            return;
        }

        WriteValue(context, entry);
    }

    private static void WriteValue(CommandContext context, Entry entry)
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

    private static void Set(CommandContext context)
    {
        var key = context[1];
        context.Database.SetString(context.Database.Locate(key), key, context[2]);
        context.Changed(key);
        context.Reply.WriteSimpleString("OK"u8);
    }

    private static void Increment(CommandContext context)
    {
        var key = context[1];
        if (!context.TryFindForChange(key, DataType.String, out var entry))
        {
            return;
        }

        if (entry.IsNone)
        {
            context.Database.SetString(context.Database.Locate(key), key, "1"u8);
            context.Reply.WriteInteger(1);
        }
        else if (entry.Encoding == DataEncoding.Integer && entry.Number < long.MaxValue)
        {
            context.Reply.WriteInteger(++entry.Number);
        }
        else
        {
            context.Fail(Errors.NotAnInteger);
            return;
        }

        context.Changed(key);
    }
}
