using System.Text;
using RaftNode.Store.Numbers;

namespace RaftNode.Commands.SortedSets;

/// <summary>What ZUNION and its like ask for: <c>numkeys key [key ...]</c>, and words that not all of them have.</summary>
internal sealed class AlgebraRequest
{
    private AlgebraRequest(ScoredSource[] sources) => Sources = sources;

    /// <summary>What is combined, in the order of the request.</summary>
    public ScoredSource[] Sources { get; }

    /// <summary><c>AGGREGATE</c></summary>
    public Aggregate Aggregate { get; private set; }

    /// <summary><c>WITHSCORES</c></summary>
    public bool WithScores { get; private set; }

    /// <summary><c>LIMIT</c>: how many are counted at most; all when 0.</summary>
    public long Limit { get; private set; }

    /// <summary>Reads a request and finds its sets, or answers the error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="start">Where the number of keys stands.</param>
    /// <param name="words">The words that the command has.</param>
    public static AlgebraRequest? Read(CommandContext context, int start, AlgebraWords words)
    {
        if (!context.TryReadInteger(start, out var keys))
        {
            return null;
        }

        if (keys < 1)
        {
            context.Fail($"ERR at least 1 input key is needed for '{context.Command.Name}' command");
            return null;
        }

        if (keys > context.Count - start - 1)
        {
            context.Fail(Errors.Syntax);
            return null;
        }

        var request = new AlgebraRequest(new ScoredSource[keys]);
        for (var i = 0; i < keys; i++)
        {
            if (!ScoredSource.TryFind(context, context[start + 1 + i], out request.Sources[i]))
            {
                return null;
            }
        }

        return request.TryReadWords(context, start + 1 + (int)keys, words) ? request : null;
    }

    private bool TryReadWords(CommandContext context, int first, AlgebraWords words)
    {
        var at = first;
        while (at < context.Count)
        {
            var read = ReadWord(context, at, words);
            if (read == 0 && !context.HasFailed)
            {
                context.Fail(Errors.Syntax);
            }

            if (context.HasFailed)
            {
                return false;
            }

            at += read;
        }

        return true;
    }

    /// <summary>Reads a word with what belongs to it, and answers how many strings that is; 0 when the command has no such word.</summary>
    private int ReadWord(CommandContext context, int at, AlgebraWords words)
    {
        var left = context.Count - at - 1;
        if (words.HasFlag(AlgebraWords.Weights) && left >= Sources.Length && context.Is(at, "WEIGHTS"u8))
        {
            ReadWeights(context, at + 1);
            return 1 + Sources.Length;
        }

        if (words.HasFlag(AlgebraWords.Aggregate) && left >= 1 && context.Is(at, "AGGREGATE"u8))
        {
            return TryReadAggregate(context[at + 1]) ? 2 : 0;
        }

        if (words.HasFlag(AlgebraWords.Limit) && left >= 1 && context.Is(at, "LIMIT"u8))
        {
            context.TryReadAtLeast(at + 1, 0, "ERR LIMIT can't be negative"u8, out var limit);
            Limit = limit;
            return 2;
        }

        if (words.HasFlag(AlgebraWords.WithScores) && context.Is(at, "WITHSCORES"u8))
        {
            WithScores = true;
            return 1;
        }

        return 0;
    }

    private void ReadWeights(CommandContext context, int first)
    {
        for (var i = 0; i < Sources.Length; i++)
        {
            if (!DoubleText.TryParse(context[first + i], out var weight))
            {
                context.Fail("ERR weight value is not a float"u8);
                return;
            }

            Sources[i] = Sources[i].With(weight);
        }
    }

    private bool TryReadAggregate(ReadOnlySpan<byte> word)
    {
        Aggregate? aggregate =
            Ascii.EqualsIgnoreCase(word, "SUM"u8) ? Aggregate.Sum
            : Ascii.EqualsIgnoreCase(word, "MIN"u8) ? Aggregate.Min
            : Ascii.EqualsIgnoreCase(word, "MAX"u8) ? Aggregate.Max
            : null;
        Aggregate = aggregate ?? Aggregate;
        return aggregate is not null;
    }
}
