using System.Text;
using RedisLib.Resp;

namespace RedisLib.Connections;

/// <summary>Tells replies from what the server sends of its own accord.</summary>
internal static class PushMessages
{
    /// <summary>The kind of confirmation that a command is answered with, channel by channel, or null for other commands.</summary>
    public static string? SubscriptionOf(RedisCommand command) => command.Name switch
    {
        "SUBSCRIBE" => "subscribe",
        "PSUBSCRIBE" => "psubscribe",
        "SSUBSCRIBE" => "ssubscribe",
        "UNSUBSCRIBE" => "unsubscribe",
        "PUNSUBSCRIBE" => "punsubscribe",
        "SUNSUBSCRIBE" => "sunsubscribe",
        _ => null,
    };

    /// <summary>Whether a value is a message and not the reply to a command.</summary>
    /// <param name="value">What came.</param>
    /// <param name="protocol">What the server speaks.</param>
    /// <param name="hasSubscribed">Whether a subscription was ever asked for; without one, RESP2 has no messages.</param>
    /// <param name="awaited">The kind of confirmation that the oldest command in flight waits for, or null.</param>
    public static bool IsMessage(RespValue value, RespVersion protocol, bool hasSubscribed, string? awaited)
    {
        if (value.Type == RespType.Push)
        {
            return awaited is null || !IsKind(value, awaited);
        }

        // In RESP2 a message is an array like any other: *3 message channel text, or *4 pmessage pattern channel text.
        return protocol == RespVersion.Resp2 && hasSubscribed && value.Type == RespType.Array
            && (IsKind(value, "message") || IsKind(value, "pmessage") || IsKind(value, "smessage"));
    }

    private static bool IsKind(RespValue value, string kind) =>
        value.AsArray() is [{ Type: RespType.BulkString or RespType.SimpleString } first, _, _, ..]
        && Ascii.EqualsIgnoreCase(first.Content, kind);
}
