using System.Text;
using RedisLib.Resp;

namespace RedisLib.Tests.Resp;

public sealed class RespReaderTests
{
    private const int Seed = 20261121;

    public static TheoryData<string> Samples => [.. RespSamples.All.Select(sample => sample.Key)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_kind_of_value_is_read(string text)
    {
        var value = ReadOnly(text);

        Assert.True(RespSamples.AreSame(RespSamples.All.Single(sample => sample.Key == text).Value, value), $"read {value}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_value_may_be_split_anywhere(string text)
    {
        var bytes = RespSamples.Bytes(text);
        var expected = ReadOnly(text);
        for (var split = 1; split < bytes.Length; split++)
        {
            var reader = new RespReader();
            ReadOnlySpan<byte> first = bytes.AsSpan(0, split);
            ReadOnlySpan<byte> second = bytes.AsSpan(split);

            Assert.False(reader.TryRead(ref first, out _));
            Assert.True(first.IsEmpty);
            Assert.False(reader.IsBetweenValues);
            Assert.True(reader.TryRead(ref second, out var value));
            Assert.True(RespSamples.AreSame(expected, value), $"split at {split}: read {value}");
            Assert.True(reader.IsBetweenValues);
        }
    }

    [Fact]
    public void Values_that_come_together_byte_by_byte_are_read_one_after_the_other()
    {
        var reader = new RespReader();
        var values = new List<RespValue>();
        foreach (var next in RespSamples.Bytes(string.Concat(RespSamples.All.Select(sample => sample.Key))))
        {
            ReadOnlySpan<byte> unread = [next];
            if (reader.TryRead(ref unread, out var value))
            {
                values.Add(value);
            }
        }

        Assert.Equal(RespSamples.All.Count(), values.Count);
        Assert.All(RespSamples.All.Zip(values), pair => Assert.True(RespSamples.AreSame(pair.First.Value, pair.Second)));
    }

    [Fact]
    public void What_belongs_to_the_next_value_is_left_unread()
    {
        ReadOnlySpan<byte> unread = "+one\r\n+two\r\n"u8;

        Assert.True(new RespReader().TryRead(ref unread, out var value));

        Assert.Equal("one", value.AsString());
        Assert.Equal("+two\r\n", Encoding.UTF8.GetString(unread));
    }

    [Theory]
    [InlineData("?\r\n", 0)]
    [InlineData("\r\n", 0)]
    [InlineData("+no carriage return\n", 0)]
    [InlineData(":12a\r\n", 0)]
    [InlineData(":\r\n", 0)]
    [InlineData(":9223372036854775808\r\n", 0)]
    [InlineData("$-2\r\n", 0)]
    [InlineData("$+3\r\n", 0)]
    [InlineData("$a\r\n", 0)]
    [InlineData("$3\r\nabcd\r\n", 0)]
    [InlineData("*-2\r\n", 0)]
    [InlineData("#x\r\n", 0)]
    [InlineData("_x\r\n", 0)]
    [InlineData(",Infinity\r\n", 0)]
    [InlineData(", 1\r\n", 0)]
    [InlineData("(12.5\r\n", 0)]
    [InlineData("(\r\n", 0)]
    [InlineData("=3\r\nabc\r\n", 0)]
    [InlineData("*2\r\n:1\r\n$3\r\nabcd\r\n", 8)]
    [InlineData(".\r\n", 0)]
    [InlineData("*1\r\n.\r\n", 4)]
    [InlineData("%?\r\n:1\r\n.\r\n", 8)]
    [InlineData(";3\r\nabc\r\n", 0)]
    [InlineData("$?\r\n+x\r\n", 4)]
    [InlineData("*1\r\n>1\r\n", 4)]
    [InlineData("+fine\r\n:x\r\n", 7)]
    public void Bytes_that_are_not_RESP_are_refused_with_their_place(string text, long offset)
    {
        var reader = new RespReader();

        var exception = Assert.Throws<RespProtocolException>(() =>
        {
            ReadOnlySpan<byte> unread = RespSamples.Bytes(text);
            while (reader.TryRead(ref unread, out _))
            {
            }
        });

        Assert.Equal(offset, exception.Offset);
    }

    [Theory]
    [InlineData("$101\r\n")]
    [InlineData("$?\r\n;60\r\n123456789012345678901234567890123456789012345678901234567890\r\n;60\r\n")]
    [InlineData("*11\r\n")]
    [InlineData("%6\r\n")]
    [InlineData("*?\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n")]
    [InlineData("+a line that is longer than it may be, with no end in sight so far")]
    [InlineData("*3\r\n$90\r\n123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\r\n$90\r\n")]
    public void What_exceeds_a_limit_is_refused_before_it_is_taken_in(string text)
    {
        var limits = new RespLimits { MaxBulkBytes = 100, MaxAggregateItems = 10, MaxDepth = 3, MaxLineBytes = 60, MaxValueBytes = 150 };

        Assert.Throws<RespProtocolException>(() =>
        {
            ReadOnlySpan<byte> unread = RespSamples.Bytes(text);
            _ = new RespReader(limits).TryRead(ref unread, out _);
        });
    }

    [Theory]
    [InlineData("$536870912\r\n")]
    [InlineData("*16777216\r\n")]
    [InlineData("*16777216\r\n*16777216\r\n*16777216\r\n*16777216\r\n")]
    [InlineData("%8388608\r\n")]
    public void A_great_length_alone_allocates_little(string text)
    {
        var bytes = RespSamples.Bytes(text);
        var reader = new RespReader();
        var before = GC.GetAllocatedBytesForCurrentThread();

        ReadOnlySpan<byte> unread = bytes;
        Assert.False(reader.TryRead(ref unread, out _));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Random_bytes_give_values_or_the_protocol_error_and_nothing_else()
    {
        var random = new Random(Seed);
        var alphabet = RespSamples.Bytes("+-:$*%~>|#_,(!=;.?0123456789\r\n\r\n\r\n\r\naft");
        var limits = new RespLimits { MaxBulkBytes = 1000, MaxAggregateItems = 1000, MaxValueBytes = 10_000 };
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(1, 60)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray();
            ReadAllOrRefuse(new RespReader(limits), bytes, round);
        }
    }

    [Fact]
    public void Samples_with_a_byte_changed_give_values_or_the_protocol_error_and_nothing_else()
    {
        var random = new Random(Seed);
        foreach (var (text, _) in RespSamples.All)
        {
            for (var round = 0; round < 500; round++)
            {
                var bytes = RespSamples.Bytes(text);
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                ReadAllOrRefuse(new RespReader(), bytes, round);
            }
        }
    }

    [Fact]
    public void A_large_value_in_many_pieces_costs_linear_time()
    {
        // A million items in pieces of 7 bytes: read from the start each time, this would take hours.
        const int Items = 1_000_000;
        var bytes = RespSamples.Bytes($"*{Items}\r\n" + string.Concat(Enumerable.Repeat("$1\r\nx\r\n", Items)));
        var reader = new RespReader();
        RespValue value = default;
        var isComplete = false;
        for (var at = 0; at < bytes.Length; at += 7)
        {
            ReadOnlySpan<byte> piece = bytes.AsSpan(at, Math.Min(7, bytes.Length - at));
            isComplete = reader.TryRead(ref piece, out value);
        }

        Assert.True(isComplete);
        Assert.Equal(Items, value.AsArray().Count);
    }

    private static void ReadAllOrRefuse(RespReader reader, byte[] bytes, int round)
    {
        try
        {
            ReadOnlySpan<byte> unread = bytes;
            while (reader.TryRead(ref unread, out var value))
            {
                _ = value.ToString();
            }
        }
        catch (RespProtocolException)
        {
            // The one answer allowed for bytes that are not RESP.
        }
        catch (Exception exception)
        {
            Assert.Fail($"seed {Seed}, round {round}, '{Convert.ToHexString(bytes)}': {exception}");
        }
    }

    private static RespValue ReadOnly(string text)
    {
        var reader = new RespReader();
        ReadOnlySpan<byte> unread = RespSamples.Bytes(text);
        Assert.True(reader.TryRead(ref unread, out var value));
        Assert.True(unread.IsEmpty);
        return value;
    }
}
