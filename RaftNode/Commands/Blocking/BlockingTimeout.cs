using RaftNode.Store.Numbers;

namespace RaftNode.Commands.Blocking;

/// <summary>How long a client is ready to wait.</summary>
internal static class BlockingTimeout
{
    /// <summary>The deadline of one who waits for as long as it takes.</summary>
    public const long Never = 0;

    /// <summary>Reads seconds, with a fraction if need be, or answers the error; up to a millisecond counts as one.</summary>
    public static bool TryReadSeconds(CommandContext context, int index, out long deadline)
    {
        deadline = Never;
        if (!ExtendedFloat.TryParse(context[index], out var seconds))
        {
            context.Fail("ERR timeout is not a float or out of range"u8);
            return false;
        }

        var milliseconds = (seconds * 1000).Ceiling();
        return TryReadDeadline(context, milliseconds > long.MaxValue || milliseconds < 0 ? -1 : (long)milliseconds, out deadline);
    }

    /// <summary>Reads whole milliseconds, or answers the error.</summary>
    public static bool TryReadMilliseconds(CommandContext context, int index, out long deadline)
    {
        deadline = Never;
        return context.TryReadInteger(index, "ERR timeout is not an integer or out of range"u8, out var milliseconds)
            && TryReadDeadline(context, milliseconds, out deadline);
    }

    private static bool TryReadDeadline(CommandContext context, long milliseconds, out long deadline)
    {
        deadline = milliseconds <= 0 ? Never : context.Now + Math.Min(milliseconds, long.MaxValue - context.Now);
        if (milliseconds < 0)
        {
            context.Fail("ERR timeout is negative"u8);
        }

        return milliseconds >= 0;
    }
}
