using System.Text;

namespace RaftNode.Server.Http;

/// <summary>What a request is answered.</summary>
/// <param name="Status">Number and words.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpAnswer(string Status, string ContentType, string Body)
{
    public const string Plain = "text/plain; charset=utf-8";
    public const string Json = "application/json; charset=utf-8";

    public static HttpAnswer BadRequest { get; } = new("400 Bad Request", Plain, "This is not HTTP.\n");

    public static HttpAnswer NotFound { get; } = new("404 Not Found", Plain, "There are /metrics and /health.\n");

    public static HttpAnswer MethodNotAllowed { get; } = new("405 Method Not Allowed", Plain, "GET and HEAD are all that is answered.\n") { Header = "Allow: GET, HEAD\r\n" };

    public static HttpAnswer HeadTooLarge { get; } = new("431 Request Header Fields Too Large", Plain, "The headers are too long.\n");

    /// <summary>A further line of the head, with its end, or empty.</summary>
    public string Header { get; init; } = "";

    /// <summary>The bytes of the whole answer; each connection takes one.</summary>
    /// <param name="isHead">Whether the body is left out, as HEAD wants it.</param>
    public byte[] ToBytes(bool isHead)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {Status}\r\nContent-Type: {ContentType}\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\n{Header}Connection: close\r\n\r\n");
        return isHead ? head : [.. head, .. body];
    }
}
