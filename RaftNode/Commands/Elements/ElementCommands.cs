using RaftNode.Commands.Keys;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Elements;

/// <summary>What hashes, sets and sorted sets do in the same way, each under names of its own.</summary>
internal static class ElementCommands
{
    /// <summary>Where a count may be complete before all members are seen, it is looked at after so many.</summary>
    public const int MembersAtOnce = 64;

    /// <summary>Finds a value. Answers the error, and false, when the key holds another type; null when there is no key.</summary>
    public static bool TryFind<TValue>(CommandContext context, ReadOnlySpan<byte> key, out TValue? value, bool isRead = false)
        where TValue : struct, IElementValue<TValue>
    {
        var isRight = context.TryFind(key, TValue.Type, out var entry, isRead);
        value = isRight && !entry.IsNone ? TValue.Of(entry, context.State.Objects) : null;
        return isRight;
    }

    /// <summary>HLEN, SCARD and ZCARD.</summary>
    public static void Count<TValue>(CommandContext context)
        where TValue : struct, IElementValue<TValue>
    {
        if (TryFind(context, context[1], out TValue? value))
        {
            context.Reply.WriteInteger(value?.Count ?? 0);
        }
    }

    /// <summary>HDEL, SREM and ZREM.</summary>
    public static void Remove<TValue>(CommandContext context, KeyEvents kind, ReadOnlySpan<byte> eventName)
        where TValue : struct, IElementValue<TValue>
    {
        if (!TryFind(context, context[1], out TValue? found))
        {
            return;
        }

        var removed = 0;
        if (found is { } value)
        {
            for (var i = 2; i < context.Count && value.Count > 0; i++)
            {
                removed += value.Remove(context[i]) ? 1 : 0;
            }

            if (removed > 0)
            {
                context.Changed(context[1], kind, eventName, removed);
                context.RemoveIfEmpty(value.Count);
            }
        }

        context.Reply.WriteInteger(removed);
    }

    /// <summary>HSCAN, SSCAN and ZSCAN. A key that is not there is scanned whatever the words after the cursor are.</summary>
    public static void Scan<TValue>(CommandContext context)
        where TValue : struct, IElementValue<TValue>
    {
        if (!ScanOptions.TryReadCursor(context, 2, out var cursor) || !TryFind(context, context[1], out TValue? found))
        {
            return;
        }

        var elements = new List<byte[]>();
        if (found is { } value)
        {
            if (!ScanOptions.TryRead(context, first: 3, hasType: false, out var options))
            {
                return;
            }

            cursor = value.Scan(cursor, options.Count, (name, content) =>
            {
                if (options.Takes(name))
                {
                    elements.Add(name.ToArray());
                    if (TValue.HasValues)
                    {
                        elements.Add(content.ToArray());
                    }
                }
            });
        }
        else
        {
            cursor = 0;
        }

        ScanOptions.Answer(context, cursor, elements);
    }
}
