using RedisLib.Resp;

namespace RedisLib.Telemetry;

/// <summary>What telemetry calls commands and their outcomes.</summary>
internal static class OperationNames
{
    /// <summary>A command's own name; <c>BATCH GET</c> for several of one kind, <c>BATCH</c> for a mixture, as the conventions say.</summary>
    public static string Of(ReadOnlySpan<RedisCommand> commands)
    {
        var name = commands[0].Name;
        if (commands.Length == 1)
        {
            return name;
        }

        foreach (var command in commands)
        {
            if (command.Name != name)
            {
                return "BATCH";
            }
        }

        return $"BATCH {name}";
    }

    /// <summary>The code of the error reply, or of the first one among the replies to a batch; null when all went well.</summary>
    public static string? FirstErrorCode(RespValue reply)
    {
        if (reply.IsError)
        {
            return reply.ErrorCode;
        }

        if (reply.Type == RespType.Array)
        {
            foreach (var item in reply.AsArray())
            {
                if (item.IsError)
                {
                    return item.ErrorCode;
                }
            }
        }

        return null;
    }
}
