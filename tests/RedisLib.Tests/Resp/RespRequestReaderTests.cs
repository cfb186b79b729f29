using System.Text;
using RedisLib.Resp;

namespace RedisLib.Tests.Resp;

public sealed class RespRequestReaderTests
{
    public static TheoryData<string, string[]> Samples => new()
    {
        { "*1\r\n$4\r\nPING\r\n", ["PING"] },
        { "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\r\n\r\n\r\n", ["SET", "k", "\r\n\r\n"] },
        { "*2\r\n$3\r\nGET\r\n$0\r\n\r\n", ["GET", ""] },
        { "*0\r\n", [] },
        { "*-1\r\n", [] },
        { "PING\r\n", ["PING"] },
        { "PING\n", ["PING"] },
        { "\r\n", [] },
        { "   \r\n", [] },
        { " set  key\t value \r\n", ["set", "key", "value"] },
        { "set k \"a b\\n\\x41\\\"\"\r\n", ["set", "k", "a b\nA\""] },
        { "set k 'a \\n \\'b'\r\n", ["set", "k", "a \\n 'b"] },
        { "set k \"\" ''\r\n", ["set", "k", "", ""] },
        { "set k pre\"fix ed\"\r\n", ["set", "k", "prefix ed"] },
        { "a b c d e f g h i j\r\n", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Requests_are_read_however_they_are_split(string text, string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var split = 0; split < bytes.Length; split++)
        {
            var reader = new RespRequestReader();
            Receive(reader, bytes.AsSpan(0, split));
            Assert.False(reader.TryRead(out _));
            Receive(reader, bytes.AsSpan(split));

            Assert.Equal(expected, Read(reader));
            Assert.False(reader.TryRead(out _));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Pipelined_requests_are_read_one_after_the_other(int pieceBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Samples.Select(sample => (string)sample[0])));
        var reader = new RespRequestReader();
        var requests = new List<string[]>();
        for (var at = 0; at < bytes.Length; at += pieceBytes)
        {
            Receive(reader, bytes.AsSpan(at, Math.Min(pieceBytes, bytes.Length - at)));
            while (TryRead(reader, out var request))
            {
                requests.Add(request);
            }
        }

        Assert.Equal(Samples.Select(sample => (string[])sample[1]), requests);
    }

    [Theory]
    [InlineData("*a\r\n", "invalid multibulk length")]
    [InlineData("*99999999999\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$x\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$999999999999\r\n", "invalid bulk length")]
    [InlineData("*1\r\nPING\r\n", "expected '$', got 'P'")]
    [InlineData("*1\r\n$1\r\nabc\r\n", "does not end")]
    [InlineData("SET k \"open\r\n", "unbalanced quotes in request")]
    [InlineData("SET k 'a'b\r\n", "unbalanced quotes in request")]
    public void What_is_no_request_is_refused(string text, string problem)
    {
        var reader = new RespRequestReader();
        Receive(reader, Encoding.UTF8.GetBytes(text));

        var exception = Assert.Throws<RespProtocolException>(() => reader.TryRead(out _));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_line_is_refused()
    {
        var reader = new RespRequestReader();
        Receive(reader, new byte[70_000]);

        Assert.Throws<RespProtocolException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void A_great_length_alone_allocates_little()
    {
        var reader = new RespRequestReader();
        Receive(reader, "*1000000\r\n$536870912\r\n"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(reader.TryRead(out _));
        _ = reader.GetBuffer();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void A_large_argument_comes_through_and_its_memory_is_given_back()
    {
        var value = new string('x', 5_000_000);
        var reader = new RespRequestReader();
        Receive(reader, Encoding.UTF8.GetBytes($"*2\r\n$4\r\nECHO\r\n$5000000\r\n{value}\r\n"));

        Assert.Equal(["ECHO", value], Read(reader));
        reader.Release();
        Assert.Equal(0, reader.BufferBytes);
    }

    [Fact]
    public void The_room_for_many_arguments_is_given_back()
    {
        const int Count = 4000;
        var bytes = Encoding.UTF8.GetBytes($"*{Count}\r\n" + string.Concat(Enumerable.Repeat("$0\r\n\r\n", Count)));
        var reader = new RespRequestReader();
        Receive(reader, bytes);
        Assert.True(reader.TryRead(out _));
        reader.Release();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Receive(reader, bytes);
        Assert.True(reader.TryRead(out _));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Count * 2 * sizeof(int), long.MaxValue);
    }

    [Fact]
    public void A_buffer_can_be_given_back_wherever_a_request_is_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Samples.Select(sample => (string)sample[0])));
        var reader = new RespRequestReader();
        var requests = new List<string[]>();
        foreach (var piece in bytes.Chunk(1))
        {
            Receive(reader, piece);
            reader.Release();
            while (TryRead(reader, out var request))
            {
                requests.Add(request);
            }

            reader.Release();
            Assert.InRange(reader.BufferBytes, 0, bytes.Length);
        }

        Assert.Equal(Samples.Select(sample => (string[])sample[1]), requests);
        Assert.Equal(0, reader.BufferBytes);
    }

    [Fact]
    public void A_request_that_was_put_back_survives_the_buffer()
    {
        var reader = new RespRequestReader();
        Receive(reader, "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*2\r\n$3\r\nGET\r\n$1\r\nl\r\n"u8);
        Assert.Equal(["PING"], Read(reader));
        Assert.Equal(["GET", "k"], Read(reader));

        reader.Unread();
        reader.Release();
        Receive(new RespRequestReader(), new byte[70_000]);

        Assert.Equal(["GET", "k"], Read(reader));
        Assert.Equal(["GET", "l"], Read(reader));
    }

    [Fact]
    public void Reading_small_requests_allocates_nothing()
    {
        var reader = new RespRequestReader();
        var bytes = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"u8;
        Receive(reader, bytes);
        Assert.True(reader.TryRead(out _));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            Receive(reader, bytes);
            Assert.True(reader.TryRead(out _));
            reader.Release();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Random_bytes_give_requests_or_the_protocol_error_and_nothing_else()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        var alphabet = "*$0123456789\r\n\r\n\r\n\"'\\x ab-"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var reader = new RespRequestReader(new RespLimits { MaxBulkBytes = 1000, MaxAggregateItems = 1000, MaxLineBytes = 50 });
            try
            {
                Receive(reader, Enumerable.Range(0, random.Next(1, 60)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray());
                while (TryRead(reader, out _))
                {
                }
            }
            catch (RespProtocolException)
            {
                // The one answer allowed for bytes that are no request.
            }
        }
    }

    private static void Receive(RespRequestReader reader, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var target = reader.GetBuffer().Span;
            var count = Math.Min(target.Length, bytes.Length);
            bytes[..count].CopyTo(target);
            reader.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static string[] Read(RespRequestReader reader)
    {
        Assert.True(TryRead(reader, out var request));
        return request;
    }

    private static bool TryRead(RespRequestReader reader, out string[] strings)
    {
        var isRead = reader.TryRead(out var request);
        strings = new string[request.Count];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = Encoding.UTF8.GetString(request[i]);
        }

        return isRead;
    }
}
