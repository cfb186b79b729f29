using RaftNode.Store.Values;
using RedisLib.Resp;

namespace RaftNode.Commands.Elements;

/// <summary>Writes the value of an element.</summary>
internal delegate void ValueWriter(RespWriter reply, ReadOnlySpan<byte> value);

/// <summary>HRANDFIELD and ZRANDMEMBER. https://redis.io/docs/latest/commands/hrandfield/</summary>
internal static class ElementPicks
{
    /// <summary>Answers one element, or as many as are wanted, with their values when the word for it is there.</summary>
    public static void Answer<TValue>(CommandContext context, ReadOnlySpan<byte> word, ValueWriter write)
        where TValue : struct, IElementValue<TValue>
    {
        if (context.Count == 2)
        {
            AnswerOne<TValue>(context);
            return;
        }

        if (!context.TryReadCount(2, out var count))
        {
            return;
        }

        if (context.Count > 4 || (context.Count == 4 && !context.Is(3, word)))
        {
            context.Fail(Errors.Syntax);
            return;
        }

        var withValues = context.Count == 4;
        if (withValues && count is < -long.MaxValue / 2 or > long.MaxValue / 2)
        {
            context.Fail(Errors.OutOfRange);
            return;
        }

        if (ElementCommands.TryFind(context, context[1], out TValue? found))
        {
            Answer(context, found, count, withValues ? write : null);
        }
    }

    private static void AnswerOne<TValue>(CommandContext context)
        where TValue : struct, IElementValue<TValue>
    {
        if (!ElementCommands.TryFind(context, context[1], out TValue? found))
        {
            return;
        }

        if (found is { } value)
        {
            value.Pick(context.Random, (name, _) => context.Reply.WriteBulkString(name));
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    private static void Answer<TValue>(CommandContext context, TValue? found, long count, ValueWriter? write)
        where TValue : struct, IElementValue<TValue>
    {
        if (found is not { } value || count == 0)
        {
            context.Reply.WriteArrayHeader(0);
        }
        else if (count < 0)
        {
            WriteHeader(context, -count, write);
            for (; count < 0 && context.IsReplyWanted; count++)
            {
                value.Pick(context.Random, (name, content) => Write(context, name, content, write));
            }
        }
        else
        {
            var answered = (int)Math.Min(count, value.Count);
            WriteHeader(context, answered, write);
            value.PickDifferent(context.Random, answered, (name, content) => Write(context, name, content, write));
        }
    }

    private static void WriteHeader(CommandContext context, long count, ValueWriter? write) =>
        context.Reply.WriteArrayHeader((int)Math.Min(int.MaxValue, write is not null && context.Client.Version == RespVersion.Resp2 ? 2 * count : count));

    private static void Write(CommandContext context, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ValueWriter? write)
    {
        if (write is not null && context.Client.Version == RespVersion.Resp3)
        {
            context.Reply.WriteArrayHeader(2);
        }

        context.Reply.WriteBulkString(name);
        write?.Invoke(context.Reply, value);
    }
}
