namespace RaftNode.Server.Clients;

/// <summary>What a client may call itself.</summary>
internal static class ClientNames
{
    public static ReadOnlySpan<byte> Invalid => "ERR Client names cannot contain spaces, newlines or special characters."u8;

    /// <summary>Printable ASCII without blanks, so that CLIENT LIST stays readable; also nothing.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name) => name.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
}
