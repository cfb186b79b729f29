using RaftNode.Store.Values;
using RedisLib.Resp;

namespace RaftNode.Commands.Hashes;

/// <summary>HRANDFIELD. https://redis.io/docs/latest/commands/hrandfield/</summary>
internal static class HashPicks
{
    /// <summary>When more than a third of the fields are wanted, leaving some out is faster than drawing until all differ.</summary>
    private const int DrawnPart = 3;

    public static void Answer(CommandContext context)
    {
        if (context.Count == 2)
        {
            AnswerOne(context);
            return;
        }

        if (!context.TryReadCount(2, out var count))
        {
            return;
        }

        if (context.Count > 4 || (context.Count == 4 && !context.Is(3, "WITHVALUES"u8)))
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

        if (!HashCommands.TryFind(context, out var hash))
        {
            return;
        }

        if (hash is not { } here || count == 0)
        {
            context.Reply.WriteArrayHeader(0);
        }
        else if (count < 0)
        {
            AnswerAny(context, here, -count, withValues);
        }
        else
        {
            AnswerDifferent(context, here, (int)Math.Min(count, here.Count), withValues);
        }
    }

    private static void AnswerOne(CommandContext context)
    {
        if (!HashCommands.TryFind(context, out var hash))
        {
            return;
        }

        if (hash is { } here)
        {
            here.Pick(context.Random, (field, _) => context.Reply.WriteBulkString(field));
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    private static void AnswerAny(CommandContext context, HashValue hash, long count, bool withValues)
    {
        WriteHeader(context, count, withValues);
        for (var i = 0L; i < count; i++)
        {
            hash.Pick(context.Random, (field, value) => Write(context, field, value, withValues));
        }
    }

    private static void AnswerDifferent(CommandContext context, HashValue hash, int count, bool withValues)
    {
        WriteHeader(context, count, withValues);
        if (count * (long)DrawnPart > hash.Count)
        {
            // Each field that is left is taken with the chance of those still wanted among those still to come.
            var left = hash.Count;
            var wanted = count;
            hash.ForEach((field, value) =>
            {
                if (context.Random.Next(left--) < wanted)
                {
                    wanted--;
                    Write(context, field, value, withValues);
                }
            });
            return;
        }

        var drawn = new HashSet<byte[]>(Store.Tables.BytesComparer.Instance);
        while (drawn.Count < count)
        {
            hash.Pick(context.Random, (field, value) =>
            {
                if (drawn.Add(field.ToArray()))
                {
                    Write(context, field, value, withValues);
                }
            });
        }
    }

    private static void WriteHeader(CommandContext context, long count, bool withValues) =>
        context.Reply.WriteArrayHeader((int)Math.Min(int.MaxValue, withValues && context.Client.Version == RespVersion.Resp2 ? 2 * count : count));

    private static void Write(CommandContext context, ReadOnlySpan<byte> field, ReadOnlySpan<byte> value, bool withValues)
    {
        if (withValues && context.Client.Version == RespVersion.Resp3)
        {
            context.Reply.WriteArrayHeader(2);
        }

        context.Reply.WriteBulkString(field);
        if (withValues)
        {
            context.Reply.WriteBulkString(value);
        }
    }
}
