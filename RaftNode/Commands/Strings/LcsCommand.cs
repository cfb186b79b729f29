using RaftNode.Store.Keys;

namespace RaftNode.Commands.Strings;

/// <summary>https://redis.io/docs/latest/commands/lcs/</summary>
internal static class LcsCommand
{
    /// <summary>
    /// What Redis's table takes for a pair of bytes. This server's takes less, but the table takes time as well, during which nobody else
    /// is served: strings are refused where Redis refuses them, whatever is asked of them.
    /// </summary>
    private const int BytesOfCell = sizeof(int);

    public static IEnumerable<Command> Rows { get; } =
    [
        new("lcs", -3, CommandFlags.ReadOnly, new KeySpecification(KeyRange.At(1, last: 1)), Answer)
        {
            Summary = "Find longest common substring", Since = "7.0.0", Complexity = "O(N*M) of the lengths of the strings",
            Arguments = "key1:key key2:key [LEN] [IDX] [MINMATCHLEN len:integer] [WITHMATCHLEN]",
        },
    ];

    private static void Answer(CommandContext context)
    {
        var (firstEntry, secondEntry) = (context.Database.Find(context[1]), context.Database.Find(context[2]));
        if (!IsString(firstEntry) || !IsString(secondEntry))
        {
            context.Fail("ERR The specified keys must contain string values"u8);
            return;
        }

        if (!TryReadOptions(context, out var options))
        {
            return;
        }

        Span<byte> firstScratch = stackalloc byte[StringValues.MaxIntegerBytes];
        Span<byte> secondScratch = stackalloc byte[StringValues.MaxIntegerBytes];
        var first = firstEntry.IsNone ? [] : StringValues.TextOf(firstEntry, firstScratch);
        var second = secondEntry.IsNone ? [] : StringValues.TextOf(secondEntry, secondScratch);
        if ((first.Length + 1L) * (second.Length + 1L) * BytesOfCell > context.Settings.MaxStringBytes)
        {
            context.Fail("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"u8);
            return;
        }

        var common = new LongestCommonSubsequence(first, second, findsMatches: !options.IsLength);
        if (options.IsLength)
        {
            context.Reply.WriteInteger(common.Length);
        }
        else if (options.IsIndexes)
        {
            AnswerIndexes(context, common, options);
        }
        else
        {
            context.Reply.WriteBulkString(TextOf(common, first));
        }
    }

    private static bool IsString(Entry entry) => entry.IsNone || entry.Type == DataType.String;

    private static byte[] TextOf(LongestCommonSubsequence common, ReadOnlySpan<byte> first)
    {
        var text = new byte[common.Length];
        var end = text.Length;
        foreach (var match in common.Matches)
        {
            end -= match.Length;
            first.Slice(match.First, match.Length).CopyTo(text.AsSpan(end));
        }

        return text;
    }

    private static void AnswerIndexes(CommandContext context, LongestCommonSubsequence common, Options options)
    {
        var matches = common.Matches.Where(match => match.Length >= options.LeastMatch).ToList();
        var reply = context.Reply;
        reply.WriteMapHeader(2);
        reply.WriteBulkString("matches"u8);
        reply.WriteArrayHeader(matches.Count);
        foreach (var match in matches)
        {
            reply.WriteArrayHeader(options.HasMatchLengths ? 3 : 2);
            AnswerRange(context, match.First, match.Length);
            AnswerRange(context, match.Second, match.Length);
            if (options.HasMatchLengths)
            {
                reply.WriteInteger(match.Length);
            }
        }

        reply.WriteBulkString("len"u8);
        reply.WriteInteger(common.Length);
    }

    private static void AnswerRange(CommandContext context, int start, int length)
    {
        context.Reply.WriteArrayHeader(2);
        context.Reply.WriteInteger(start);
        context.Reply.WriteInteger(start + length - 1);
    }

    private static bool TryReadOptions(CommandContext context, out Options options)
    {
        options = default;
        for (var i = 3; i < context.Count; i++)
        {
            if (context.Is(i, "IDX"u8))
            {
                options.IsIndexes = true;
            }
            else if (context.Is(i, "LEN"u8))
            {
                options.IsLength = true;
            }
            else if (context.Is(i, "WITHMATCHLEN"u8))
            {
                options.HasMatchLengths = true;
            }
            else if (context.Is(i, "MINMATCHLEN"u8) && i + 1 < context.Count)
            {
                if (!context.TryReadInteger(++i, out options.LeastMatch))
                {
                    return false;
                }
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        if (options.IsIndexes && options.IsLength)
        {
            context.Fail("ERR If you want both the length and indexes, please just use IDX."u8);
            return false;
        }

        return true;
    }

    private struct Options
    {
        public bool IsIndexes;
        public bool IsLength;
        public bool HasMatchLengths;
        public long LeastMatch;
    }
}
