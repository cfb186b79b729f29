using System.Text;
using RaftNode.Server.Http;

namespace RaftNode.Tests.Server.Http;

public sealed class HttpRequestTests
{
    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "GET", "/metrics")]
    [InlineData("GET /metrics?name=a HTTP/1.0\r\n\r\n", "GET", "/metrics")]
    [InlineData("HEAD /health HTTP/1.1\n\n", "HEAD", "/health")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "POST", "/")]
    public void Method_and_path_are_read_off_the_first_line(string text, string method, string path)
    {
        var state = HttpRequest.Read(Encoding.Latin1.GetBytes(text), out var request);

        Assert.Equal(HttpRequestState.Complete, state);
        Assert.Equal(new HttpRequest(method, path), request);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HTTP/1.1\r\n")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n")]
    public void More_is_waited_for_until_the_empty_line(string text) =>
        Assert.Equal(HttpRequestState.Incomplete, HttpRequest.Read(Encoding.Latin1.GetBytes(text), out _));

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("PING\r\n\r\n")]
    [InlineData("GET /metrics\r\n\r\n")]
    [InlineData("GET metrics HTTP/1.1\r\n\r\n")]
    [InlineData("GET  HTTP/1.1\r\n\r\n")]
    [InlineData(" /metrics HTTP/1.1\r\n\r\n")]
    [InlineData("GET /metrics HTTP/2.0\r\n\r\n")]
    [InlineData("GET /a b HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\n\n")]
    public void What_is_no_HTTP_is_found_to_be_none(string text) =>
        Assert.Equal(HttpRequestState.Malformed, HttpRequest.Read(Encoding.Latin1.GetBytes(text), out _));
}
