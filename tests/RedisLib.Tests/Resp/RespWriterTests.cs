using System.Runtime.InteropServices;
using System.Text;
using RedisLib.Resp;

namespace RedisLib.Tests.Resp;

public sealed class RespWriterTests
{
    public static TheoryData<string> Samples => [.. RespSamples.Canonical.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_value_is_written_as_it_is_read(string text)
    {
        var writer = new RespWriter();

        writer.Write(RespSamples.Canonical[text]);

        Assert.Equal(text, Written(writer));
    }

    [Fact]
    public void RESP2_gets_its_own_form_of_what_only_RESP3_has()
    {
        var writer = new RespWriter(RespVersion.Resp2);

        writer.WriteNull();
        writer.WriteNullArray();
        writer.WriteBoolean(true);
        writer.WriteDouble(1.5);
        writer.WriteBigNumber("123"u8);
        writer.WriteBulkError("ERR long"u8);
        writer.WriteVerbatimString("txt:text"u8);
        writer.WriteMapHeader(1);
        writer.WriteSetHeader(1);
        writer.WritePushHeader(3);

        Assert.Equal("$-1\r\n*-1\r\n:1\r\n$3\r\n1.5\r\n$3\r\n123\r\n-ERR long\r\n$4\r\ntext\r\n*2\r\n*1\r\n*3\r\n", Written(writer));
        Assert.Throws<InvalidOperationException>(() => writer.WriteAttributeHeader(1));
    }

    [Fact]
    public void An_error_stays_one_line_whatever_its_text()
    {
        var writer = new RespWriter();

        writer.WriteError("ERR two\r\nlines"u8);

        Assert.Equal("-ERR two  lines\r\n", Written(writer));
    }

    [Fact]
    public void The_buffer_grows_and_is_used_again()
    {
        var writer = new RespWriter();
        var large = new string('x', 3_000_000);

        writer.WriteBulkString(large);
        Assert.Equal($"$3000000\r\n{large}\r\n", Written(writer));
        writer.Clear();
        writer.WriteBulkString("é"u8);

        Assert.Equal("$2\r\né\r\n", Written(writer));
    }

    [Fact]
    public void An_item_that_no_buffer_holds_is_left_out_and_what_was_written_is_not_whole()
    {
        // Of its bytes there is only the first, and none is looked at.
        byte first = 0;
        var longest = MemoryMarshal.CreateReadOnlySpan(ref first, Array.MaxLength);
        var writer = new RespWriter();
        writer.WriteBulkString(longest);
        Assert.True(writer.IsOverflowed);
        writer.WriteRaw(longest);
        writer.WriteSimpleString(longest);
        writer.WriteError(longest);

        writer.Clear();
        writer.WriteOk();
        Assert.False(writer.IsOverflowed);
        Assert.Equal("+OK\r\n", Written(writer));
    }

    private static string Written(RespWriter writer) => Encoding.UTF8.GetString(writer.Written.Span);
}
