namespace RaftNode.Commands.Strings;

/// <summary>The words that may follow SET key value, and GETEX key.</summary>
internal readonly record struct SetOptions
{
    private enum ExpiryUnit
    {
        None,
        Seconds,
        Milliseconds,
        AtSeconds,
        AtMilliseconds,
    }

    public bool IfAbsent { get; private init; }

    public bool IfPresent { get; private init; }

    public bool AnswersOld { get; private init; }

    public bool KeepsExpiry { get; private init; }

    public bool Persists { get; private init; }

    /// <summary>Whether there is a time at which the key is to end.</summary>
    public bool Expires => Unit != ExpiryUnit.None;

    private bool MayExpire => !Expires && !KeepsExpiry && !Persists;

    private ExpiryUnit Unit { get; init; }

    /// <summary>Which argument the time is.</summary>
    private int ExpiryIndex { get; init; }

    /// <summary>Reads the words of SET.</summary>
    public static bool TryReadSet(CommandContext context, out SetOptions options) => TryRead(context, first: 3, isSet: true, out options);

    /// <summary>Reads the words of GETEX.</summary>
    public static bool TryReadGetEx(CommandContext context, out SetOptions options) => TryRead(context, first: 2, isSet: false, out options);

    /// <summary>Turns a time to live, or a point in time, into milliseconds of Unix time, or answers the error.</summary>
    public static bool TryReadExpiry(CommandContext context, int index, bool isSeconds, bool isRelative, out long expiresAt)
    {
        if (!context.TryReadInteger(index, out expiresAt))
        {
            return false;
        }

        var isRight = expiresAt > 0 && (!isSeconds || expiresAt <= long.MaxValue / 1000);
        if (isRight && isSeconds)
        {
            expiresAt *= 1000;
        }

        if (!isRight || (isRelative && expiresAt > long.MaxValue - context.Now))
        {
            context.Fail(Errors.InvalidExpireTime(context.Command.Name));
            return false;
        }

        if (isRelative)
        {
            expiresAt += context.Now;
        }

        return true;
    }

    /// <summary>The time at which the key is to end, in milliseconds of Unix time, 0 for none; or the error is answered.</summary>
    public bool TryReadExpiry(CommandContext context, out long expiresAt)
    {
        expiresAt = 0;
        var isSeconds = Unit is ExpiryUnit.Seconds or ExpiryUnit.AtSeconds;
        var isRelative = Unit is ExpiryUnit.Seconds or ExpiryUnit.Milliseconds;
        return !Expires || TryReadExpiry(context, ExpiryIndex, isSeconds, isRelative, out expiresAt);
    }

    private static bool TryRead(CommandContext context, int first, bool isSet, out SetOptions options)
    {
        options = default;
        for (var i = first; i < context.Count; i++)
        {
            if (isSet && context.Is(i, "NX"u8) && !options.IfPresent)
            {
                options = options with { IfAbsent = true };
            }
            else if (isSet && context.Is(i, "XX"u8) && !options.IfAbsent)
            {
                options = options with { IfPresent = true };
            }
            else if (isSet && context.Is(i, "GET"u8))
            {
                options = options with { AnswersOld = true };
            }
            else if (isSet && context.Is(i, "KEEPTTL"u8) && !options.Expires)
            {
                options = options with { KeepsExpiry = true };
            }
            else if (!isSet && context.Is(i, "PERSIST"u8) && !options.Expires)
            {
                options = options with { Persists = true };
            }
            else if (options.MayExpire && i + 1 < context.Count && UnitOf(context, i) is var unit and not ExpiryUnit.None)
            {
                options = options with { Unit = unit, ExpiryIndex = ++i };
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        return true;
    }

    private static ExpiryUnit UnitOf(CommandContext context, int index)
    {
        if (context.Is(index, "EX"u8))
        {
            return ExpiryUnit.Seconds;
        }

        if (context.Is(index, "PX"u8))
        {
            return ExpiryUnit.Milliseconds;
        }

        if (context.Is(index, "EXAT"u8))
        {
            return ExpiryUnit.AtSeconds;
        }

        return context.Is(index, "PXAT"u8) ? ExpiryUnit.AtMilliseconds : ExpiryUnit.None;
    }
}
