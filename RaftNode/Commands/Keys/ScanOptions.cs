using System.Buffers.Text;
using RaftNode.Store.Keys;

namespace RaftNode.Commands.Keys;

/// <summary>The words of SCAN, HSCAN, SSCAN and ZSCAN.</summary>
internal readonly struct ScanOptions
{
    private const int UsualCount = 10;

    /// <summary>About so many are wanted.</summary>
    public long Count { get; private init; }

    /// <summary>What names have to match, or null for all.</summary>
    private byte[]? Pattern { get; init; }

    /// <summary>The type that is wanted, as it was written, or null.</summary>
    private byte[]? Type { get; init; }

    /// <summary>Reads the cursor, or answers the error.</summary>
    public static bool TryReadCursor(CommandContext context, int index, out ulong cursor)
    {
        if (TryReadCursor(context[index], out cursor))
        {
            return true;
        }

        context.Fail("ERR invalid cursor"u8);
        return false;
    }

    /// <summary>Reads the words after the cursor, or answers the error.</summary>
    public static bool TryRead(CommandContext context, int first, bool hasType, out ScanOptions options)
    {
        options = default;
        long count = UsualCount;
        byte[]? pattern = null;
        byte[]? type = null;
        for (var i = first; i < context.Count; i += 2)
        {
            var hasMore = i + 1 < context.Count;
            if (hasMore && context.Is(i, "COUNT"u8))
            {
                if (!context.TryReadInteger(i + 1, out count))
                {
                    return false;
                }

                if (count < 1)
                {
                    context.Fail(Errors.Syntax);
                    return false;
                }
            }
            else if (hasMore && context.Is(i, "MATCH"u8))
            {
                pattern = context[i + 1].SequenceEqual("*"u8) ? null : context[i + 1].ToArray();
            }
            else if (hasMore && hasType && context.Is(i, "TYPE"u8))
            {
                type = context[i + 1].ToArray();
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        options = new ScanOptions { Count = count, Pattern = pattern, Type = type };
        return true;
    }

    /// <summary>Answers the next cursor and what was found.</summary>
    public static void Answer(CommandContext context, ulong cursor, IReadOnlyList<byte[]> elements)
    {
        context.Reply.WriteArrayHeader(2);
        context.Reply.WriteBulkString(cursor.ToString());
        context.Reply.WriteArrayHeader(elements.Count);
        foreach (var element in elements)
        {
            context.Reply.WriteBulkString(element);
        }
    }

    /// <summary>As strtoul of the C library reads it, which takes nothing for 0 and counts down from 2^64 after a minus.</summary>
    private static bool TryReadCursor(ReadOnlySpan<byte> text, out ulong cursor)
    {
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        cursor = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        var isWhole = Utf8Parser.TryParse(digits, out cursor, out var consumed) && consumed == digits.Length;
        cursor = text[0] == (byte)'-' ? 0 - cursor : cursor;
        return isWhole;
    }

    /// <summary>Whether a field or member is to be answered.</summary>
    public bool Takes(ReadOnlySpan<byte> name) => Pattern is null || Glob.Matches(Pattern, name);

    /// <summary>Whether a key is to be answered.</summary>
    public bool Takes(Keyspace database, Entry entry) =>
        !database.HasExpired(entry)
        && Takes(entry.Key)
        && (Type is null || System.Text.Ascii.EqualsIgnoreCase(KeyCommands.NameOf(entry.Type), Type));
}
