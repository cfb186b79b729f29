namespace RaftNode.Commands.SortedSets;

/// <summary>The words of ZRANGE and its like. https://redis.io/docs/latest/commands/zrange/</summary>
/// <param name="Kind"><c>BYSCORE</c>, <c>BYLEX</c> or none; null where the words are to say.</param>
/// <param name="IsReverse"><c>REV</c>: from the last member to the first; null where the words are to say.</param>
internal readonly record struct RangeOptions(RangeKind? Kind, bool? IsReverse)
{
    private const long NoLimit = -1;

    /// <summary><c>WITHSCORES</c></summary>
    public bool WithScores { get; private init; }

    /// <summary><c>LIMIT</c>: how many are left out.</summary>
    public long Skipped { get; private init; }

    /// <summary><c>LIMIT</c>: how many are taken at most; all when negative.</summary>
    public long Limit { get; private init; } = NoLimit;

    /// <summary>Reads the words that the command does not know already, or answers the error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="first">Where the words begin.</param>
    /// <param name="stores">Whether the members are stored, always with their scores.</param>
    /// <param name="options">All words.</param>
    public bool TryRead(CommandContext context, int first, bool stores, out RangeOptions options)
    {
        options = this;
        for (var i = first; i < context.Count; i++)
        {
            if (!stores && context.Is(i, "WITHSCORES"u8))
            {
                options = options with { WithScores = true };
            }
            else if (context.Is(i, "LIMIT"u8) && i + 2 < context.Count)
            {
                if (!context.TryReadInteger(i + 1, out var skipped) || !context.TryReadInteger(i + 2, out var limit))
                {
                    return false;
                }

                options = options with { Skipped = skipped, Limit = limit };
                i += 2;
            }
            else if (options.IsReverse is null && context.Is(i, "REV"u8))
            {
                options = options with { IsReverse = true };
            }
            else if (options.Kind is null && context.Is(i, "BYLEX"u8))
            {
                options = options with { Kind = RangeKind.Member };
            }
            else if (options.Kind is null && context.Is(i, "BYSCORE"u8))
            {
                options = options with { Kind = RangeKind.Score };
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        return options.AreCompatible(context);
    }

    private bool AreCompatible(CommandContext context)
    {
        if (Limit != NoLimit && Kind is null or RangeKind.Rank)
        {
            context.Fail("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX"u8);
        }
        else if (WithScores && Kind == RangeKind.Member)
        {
            context.Fail("ERR syntax error, WITHSCORES not supported in combination with BYLEX"u8);
        }

        return !context.HasFailed;
    }
}
