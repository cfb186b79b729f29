using System.Text;

namespace RaftNode.Server.Http;

/// <summary>How far a request has come in.</summary>
internal enum HttpRequestState
{
    /// <summary>More of it is to come.</summary>
    Incomplete,

    Complete,

    /// <summary>It is no HTTP.</summary>
    Malformed,
}

/// <summary>The first line of a request, which is all that matters of it here: <c>GET /metrics?x=y HTTP/1.1</c>.</summary>
/// <param name="Method">As it was sent.</param>
/// <param name="Path">Without the query.</param>
internal readonly record struct HttpRequest(string Method, string Path)
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> EndOfBareHead => "\n\n"u8;

    /// <summary>Reads what has come in so far. A body is not looked at.</summary>
    public static HttpRequestState Read(ReadOnlySpan<byte> bytes, out HttpRequest request)
    {
        request = default;
        if (bytes.IndexOf(EndOfHead) < 0 && bytes.IndexOf(EndOfBareHead) < 0)
        {
            return HttpRequestState.Incomplete;
        }

        var line = Encoding.Latin1.GetString(bytes[..bytes.IndexOf((byte)'\n')]).TrimEnd('\r');
        if (line.Split(' ') is not [{ Length: > 0 } method, ['/', ..] target, var version] || version is not ("HTTP/1.0" or "HTTP/1.1"))
        {
            return HttpRequestState.Malformed;
        }

        request = new HttpRequest(method, target.Split('?')[0]);
        return HttpRequestState.Complete;
    }
}
