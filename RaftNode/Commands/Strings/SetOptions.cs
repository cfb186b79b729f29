namespace RaftNode.Commands.Strings;

/// <summary>The words that may follow SET key value, and GETEX key.</summary>
internal readonly record struct SetOptions
{
    private enum Expiry
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

    /// <summary>In milliseconds of Unix time, or 0.</summary>
    public long ExpiresAt { get; private init; }

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

    private static bool TryRead(CommandContext context, int first, bool isSet, out SetOptions options)
    {
        options = default;
        var expiry = Expiry.None;
        var expiryIndex = 0;
        for (var i = first; i < context.Count; i++)
        {
            var hasExpiry = expiry != Expiry.None;
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
            else if (isSet && context.Is(i, "KEEPTTL"u8) && !hasExpiry)
            {
                options = options with { KeepsExpiry = true };
            }
            else if (!isSet && context.Is(i, "PERSIST"u8) && !hasExpiry)
            {
                options = options with { Persists = true };
            }
            else if (!hasExpiry && !options.KeepsExpiry && !options.Persists && i + 1 < context.Count && ExpiryOf(context, i) is var named and not Expiry.None)
            {
                expiry = named;
                expiryIndex = ++i;
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        if (expiry == Expiry.None)
        {
            return true;
        }

        var isSeconds = expiry is Expiry.Seconds or Expiry.AtSeconds;
        var isRelative = expiry is Expiry.Seconds or Expiry.Milliseconds;
        if (!TryReadExpiry(context, expiryIndex, isSeconds, isRelative, out var expiresAt))
        {
            return false;
        }

        options = options with { ExpiresAt = expiresAt };
        return true;
    }

    private static Expiry ExpiryOf(CommandContext context, int index)
    {
        if (context.Is(index, "EX"u8))
        {
            return Expiry.Seconds;
        }

        if (context.Is(index, "PX"u8))
        {
            return Expiry.Milliseconds;
        }

        if (context.Is(index, "EXAT"u8))
        {
            return Expiry.AtSeconds;
        }

        return context.Is(index, "PXAT"u8) ? Expiry.AtMilliseconds : Expiry.None;
    }
}
