namespace RedisLib.Topologies;

/// <summary>
/// Which commands have no place on a connection that all callers share: those that change it for everybody, and those for
/// whose reply all others would wait.
/// </summary>
internal static class SharedConnectionRules
{
    private const string ChangesConnection = "it changes the connection, which all callers share";
    private const string Blocks = "all callers that share the connection would wait behind it";

    /// <summary>Why a command is not sent, and what to do instead; null when it may be.</summary>
    public static string? Problem(RedisCommand command)
    {
        var reason = command.Name switch
        {
            "MULTI" or "EXEC" or "DISCARD" or "WATCH" or "UNWATCH" => $"{ChangesConnection}; what has to happen as one is a script (EVAL)",
            "SELECT" or "AUTH" or "HELLO" or "RESET" or "QUIT" or "READONLY" or "READWRITE" or "ASKING" or "MONITOR"
                or "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" or "UNSUBSCRIBE" or "PUNSUBSCRIBE" or "SUNSUBSCRIBE"
                or "SYNC" or "PSYNC" or "REPLCONF" => ChangesConnection,
            "CLIENT" when HasWord(command, "REPLY", "TRACKING", "CACHING", "SETNAME", "NO-EVICT", "NO-TOUCH") => ChangesConnection,
            "BLPOP" or "BRPOP" or "BLMOVE" or "BRPOPLPUSH" or "BLMPOP" or "BZPOPMIN" or "BZPOPMAX" or "BZMPOP" or "WAIT" or "WAITAOF" => Blocks,
            "XREAD" or "XREADGROUP" when HasWord(command, "BLOCK") => Blocks,
            _ => null,
        };
        return reason is null ? null : $"{command.Name} is not sent, since {reason}. A NodeConnection of your own takes any command.";
    }

    /// <summary>Whether one of the first arguments is one of these words: options stand before the keys.</summary>
    private static bool HasWord(RedisCommand command, params ReadOnlySpan<string> words)
    {
        const int FarthestOption = 8;
        for (var index = 0; index < Math.Min(command.ArgumentCount, FarthestOption); index++)
        {
            foreach (var word in words)
            {
                if (System.Text.Ascii.EqualsIgnoreCase(command.Argument(index), word))
                {
                    return true;
                }
            }

            if (command.Name == "CLIENT" || System.Text.Ascii.EqualsIgnoreCase(command.Argument(index), "STREAMS"))
            {
                break;
            }
        }

        return false;
    }
}
