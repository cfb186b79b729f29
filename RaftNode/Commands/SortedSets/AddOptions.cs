using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>The words of ZADD: which scores are set, and what is answered. https://redis.io/docs/latest/commands/zadd/</summary>
internal readonly struct AddOptions
{
    /// <summary><c>INCR</c>: the score is added to what is there.</summary>
    public bool IsIncrement { get; private init; }

    /// <summary><c>CH</c>: members whose score has changed are counted as well.</summary>
    public bool CountsChanged { get; private init; }

    /// <summary><c>XX</c></summary>
    public bool OnlyExisting { get; private init; }

    /// <summary>Where scores and members begin.</summary>
    public int First { get; private init; }

    /// <summary><c>NX</c></summary>
    private bool OnlyNew { get; init; }

    /// <summary><c>GT</c></summary>
    private bool OnlyGreater { get; init; }

    /// <summary><c>LT</c></summary>
    private bool OnlyLess { get; init; }

    /// <summary>Reads the words, or answers the error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="increments">Whether the command is ZINCRBY.</param>
    /// <param name="options">The words.</param>
    public static bool TryRead(CommandContext context, bool increments, out AddOptions options)
    {
        options = Read(context, increments);
        var values = context.Count - options.First;
        if (values == 0 || values % 2 != 0)
        {
            context.Fail(Errors.Syntax);
        }
        else if (options.OnlyNew && options.OnlyExisting)
        {
            context.Fail("ERR XX and NX options at the same time are not compatible"u8);
        }
        else if ((options.OnlyNew && (options.OnlyGreater || options.OnlyLess)) || (options.OnlyGreater && options.OnlyLess))
        {
            context.Fail("ERR GT, LT, and/or NX options at the same time are not compatible"u8);
        }
        else if (options.IsIncrement && values > 2)
        {
            context.Fail("ERR INCR option supports a single increment-element pair"u8);
        }

        return !context.HasFailed;
    }

    /// <summary>Whether a member that was looked for may get a score at all.</summary>
    public bool Takes(in ZsetPlace place) => place.IsFound ? !OnlyNew : !OnlyExisting;

    /// <summary>Whether a member may get a score in the place of another one.</summary>
    public bool Takes(double old, double score) => !(OnlyGreater && score <= old) && !(OnlyLess && score >= old);

    private static AddOptions Read(CommandContext context, bool increments)
    {
        var options = new AddOptions { IsIncrement = increments, First = 2 };
        while (options.First < context.Count && options.With(context) is { } more)
        {
            options = more with { First = options.First + 1 };
        }

        return options;
    }

    /// <summary>With the next word, or null when that is none.</summary>
    private AddOptions? With(CommandContext context) =>
        context.Is(First, "NX"u8) ? this with { OnlyNew = true }
        : context.Is(First, "XX"u8) ? this with { OnlyExisting = true }
        : context.Is(First, "GT"u8) ? this with { OnlyGreater = true }
        : context.Is(First, "LT"u8) ? this with { OnlyLess = true }
        : context.Is(First, "CH"u8) ? this with { CountsChanged = true }
        : context.Is(First, "INCR"u8) ? this with { IsIncrement = true }
        : null;
}
