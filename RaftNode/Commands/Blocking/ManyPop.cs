namespace RaftNode.Commands.Blocking;

/// <summary>What LMPOP, ZMPOP and their blocking forms ask for: <c>numkeys key [key ...] LEFT|RIGHT [COUNT count]</c>.</summary>
/// <param name="FirstKey">Where the keys begin in the request.</param>
/// <param name="KeyCount">How many there are.</param>
/// <param name="IsFirst">Whether the first of the two words was given, LEFT or MIN.</param>
/// <param name="Count">How many elements are wanted at most.</param>
internal readonly record struct ManyPop(int FirstKey, int KeyCount, bool IsFirst, long Count)
{
    /// <summary>Reads it from where the number of keys stands, or answers the error.</summary>
    public static bool TryRead(CommandContext context, int start, ReadOnlySpan<byte> firstWord, ReadOnlySpan<byte> secondWord, out ManyPop pop)
    {
        pop = default;
        if (!context.TryReadAtLeast(start, 1, "ERR numkeys should be greater than 0"u8, out var keys))
        {
            return false;
        }

        var word = keys < context.Count - start - 1 ? start + 1 + (int)keys : 0;
        var isFirst = word > 0 && context.Is(word, firstWord);
        if (!isFirst && (word == 0 || !context.Is(word, secondWord)))
        {
            context.Fail(Errors.Syntax);
            return false;
        }

        long count = 1;
        var end = word + 1;
        if (end + 1 < context.Count && context.Is(end, "COUNT"u8))
        {
            if (!context.TryReadAtLeast(end + 1, 1, "ERR count should be greater than 0"u8, out count))
            {
                return false;
            }

            end += 2;
        }

        if (end < context.Count)
        {
            context.Fail(Errors.Syntax);
            return false;
        }

        pop = new ManyPop(start + 1, (int)keys, isFirst, count);
        return true;
    }
}
