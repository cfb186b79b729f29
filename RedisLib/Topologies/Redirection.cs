using System.Globalization;
using RedisLib.Resp;
using RedisLib.Slots;

namespace RedisLib.Topologies;

/// <summary>Where a cluster node says that a command is to go.</summary>
/// <param name="Target">The node.</param>
/// <param name="IsAsking">Whether it is to be told ASKING first, because the slot is on its way there.</param>
internal readonly record struct Redirection(RedisEndpoint Target, bool IsAsking)
{
    /// <summary>As many as Redis's own clients follow; more are a map that changes faster than it can be read.</summary>
    public const int MaxInARow = 5;

    /// <summary>Allows the next command on a slot that is being imported.</summary>
    public static RedisCommand Asking { get; } = RedisCommand.Create("ASKING");

    /// <summary>
    /// Reads <c>MOVED 3999 127.0.0.1:6381</c> and <c>ASK 3999 127.0.0.1:6381</c>; an empty host is the host of the node that
    /// answered. Null for everything else, an address that nobody can have included.
    /// </summary>
    /// <param name="reply">The reply.</param>
    /// <param name="answered">The node that it came from.</param>
    /// <param name="slot">The slot that it speaks of.</param>
    public static Redirection? Parse(RespValue reply, RedisEndpoint answered, out int slot)
    {
        slot = 0;
        if (reply.ErrorCode is not ("MOVED" or "ASK") || reply.AsString().Split(' ') is not [var code, var slotText, var address, ..])
        {
            return null;
        }

        var colon = address.LastIndexOf(':');
        if (colon < 0
            || !int.TryParse(slotText, NumberStyles.None, CultureInfo.InvariantCulture, out slot) || slot >= HashSlot.Count
            || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
        {
            return null;
        }

        return new(new RedisEndpoint(colon == 0 ? answered.Host : address[..colon].Trim('[', ']'), port), IsAsking: code == "ASK");
    }
}
