namespace RaftNode.Server.Clients;

/// <summary>What a client may call itself.</summary>
internal static class ClientNames
{
    /// <summary>In what commands that give a name differ from redis-server.</summary>
    public const string Difference = "a name has at most 1024 bytes";

    /// <summary>
    /// Far longer than a host, a process and a task are together. CLIENT LIST is a text with all names, and a line of the log has one: names
    /// as long as any string would make them more than memory holds.
    /// </summary>
    private const int MaxBytes = 1024;

    private static ReadOnlySpan<byte> Invalid => "ERR Client names cannot contain spaces, newlines or special characters."u8;

    private static ReadOnlySpan<byte> TooLong => "ERR Client names cannot be longer than 1024 bytes."u8;

    /// <summary>
    /// The error of a name that a client may not have; empty for one that it may: printable ASCII without blanks, so that CLIENT LIST stays
    /// readable; also nothing.
    /// </summary>
    public static ReadOnlySpan<byte> ProblemOf(ReadOnlySpan<byte> name) =>
        name.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0 ? Invalid : name.Length > MaxBytes ? TooLong : default;
}
