using RedisLib.Resp;

namespace RedisLib.Connections;

/// <summary>Says why an attempt to connect failed, and what to look at.</summary>
internal static class FailureText
{
    /// <summary>Whether the server refused who we are, which trying again does not change.</summary>
    public static bool IsRefusal(Exception? exception) => exception is RedisServerException { Code: "WRONGPASS" or "NOAUTH" or "NOPERM" };

    public static string Of(Exception exception, NodeConnectionOptions options) => exception switch
    {
        RedisServerException { Code: "WRONGPASS" } refusal => $"the server refused the user or the password ({refusal.ServerMessage}): set User and Password to what its ACL or requirepass has",
        RedisServerException { Code: "NOAUTH" } refusal => $"the server asks for a password and none is set ({refusal.ServerMessage}): set Password",
        RedisServerException refusal => $"the server refused the handshake ({refusal.ServerMessage})",
        RespProtocolException => $"what answered does not speak the Redis protocol ({exception.Message}): look whether the port is a Redis server's and without TLS",
        TimeoutException => $"no connection within {options.ConnectTimeout.TotalMilliseconds:F0} ms (ConnectTimeout)",
        EndOfStreamException => "the server hung up during the handshake",
        _ => $"cannot connect ({exception.Message})",
    };
}
