using System.Text;
using RedisLib.Resp;

namespace RedisLib.Tests.Resp;

/// <summary>Requests as a server writes them to a log, and all that can be wrong with them.</summary>
public sealed class RespLogReaderTests
{
    private readonly RespLogReader _reader = new();

    [Theory]
    [InlineData("*1|$4|PING|", "PING")]
    [InlineData("*2|$3|GET|$0||", "GET,")]
    [InlineData("#TS:1234|*1|$4|PING|", "PING")]
    [InlineData("#|#TS:1234|*1|$4|a|b|", "a\r\nb")]
    [InlineData("*1|$6|*1|$4|*1", "*1\r\n$4")]
    public void A_request_is_read_and_comments_before_it_are_passed_over(string log, string expected)
    {
        var bytes = Bytes(log);

        Assert.True(_reader.TryRead(bytes, 0, bytes.Length, out var request, out var next));
        Assert.Equal(expected, Text(request));
        Assert.Equal(log.EndsWith("*1", StringComparison.Ordinal) ? bytes.Length - 2 : bytes.Length, next);
    }

    [Fact]
    public void More_strings_than_ever_before_are_read()
    {
        var bytes = Bytes("*100|" + string.Concat(Enumerable.Range(0, 100).Select(_ => "$2|ab|")));

        Assert.True(_reader.TryRead(bytes, 0, bytes.Length, out var request, out _));
        Assert.Equal(100, request.Count);
        Assert.Equal("ab", Encoding.ASCII.GetString(request[99]));
    }

    [Fact]
    public void What_ends_too_early_is_no_request_yet_wherever_it_ends()
    {
        var bytes = Bytes("#TS:12|*3|$3|SET|$1|k|$12|a value that|");
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(_reader.TryRead(bytes, 0, length, out _, out var next));
            Assert.Equal(length < 8 ? 0 : 8, next);
        }
    }

    [Theory]
    [InlineData("PING|", 0)]
    [InlineData("$4|PING|", 0)]
    [InlineData("*0|", 0)]
    [InlineData("*|", 0)]
    [InlineData("*-1|", 0)]
    [InlineData("*1x|", 0)]
    [InlineData("*99999999999|", 0)]
    [InlineData("*1|4|PING|", 4)]
    [InlineData("*1|$-1|", 4)]
    [InlineData("*1|$3|PING|", 11)]
    [InlineData("*1|$4|PINGx|", 12)]
    [InlineData("#TS:1|*1|$4|PING|x", 21)]
    public void What_is_no_request_is_refused_with_its_place(string log, long offset)
    {
        var bytes = Bytes(log);

        var problem = Assert.Throws<RespProtocolException>(() =>
        {
            for (var at = 0; _reader.TryRead(bytes, at, bytes.Length, out _, out at);)
            {
            }
        });
        Assert.Equal(offset, problem.Offset);
    }

    [Fact]
    public void A_line_feed_alone_ends_no_line()
    {
        var bytes = "*1\n$4\r\nPING\r\n"u8.ToArray();

        Assert.Throws<RespProtocolException>(() => _reader.TryRead(bytes, 0, bytes.Length, out _, out _));
    }

    [Fact]
    public void A_line_that_does_not_end_is_refused_and_not_waited_for()
    {
        var bytes = Bytes("#" + new string('x', 2000));

        Assert.Throws<RespProtocolException>(() => _reader.TryRead(bytes, 0, bytes.Length, out _, out _));
    }

    private static byte[] Bytes(string log) => Encoding.ASCII.GetBytes(log.Replace("|", "\r\n", StringComparison.Ordinal));

    private static string Text(RespRequest request) =>
        string.Join(',', Enumerable.Range(0, request.Count).Select(i => Encoding.ASCII.GetString(request[i])));
}
