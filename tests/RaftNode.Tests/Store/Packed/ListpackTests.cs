using System.Globalization;
using System.Text;
using RaftNode.Store.Packed;

namespace RaftNode.Tests.Store.Packed;

public sealed class ListpackTests : IDisposable
{
    private Listpack _listpack = Listpack.Create();

    public void Dispose() => Listpack.Free(_listpack.Block);

    [Fact]
    public void It_does_what_a_list_does()
    {
        var random = new Random(3);
        var model = new List<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var position = random.Next(model.Count + 1);
            var place = position == model.Count ? _listpack.End : _listpack.Seek(position);
            var value = AnyValue(random);
            switch (random.Next(model.Count > 60 ? 5 : 3))
            {
                case 0 or 1:
                    _listpack = _listpack.Insert(place, Encoding.Latin1.GetBytes(value));
                    model.Insert(position, value);
                    break;
                case 2 when position < model.Count:
                    _listpack = _listpack.Replace(place, Encoding.Latin1.GetBytes(value));
                    model[position] = value;
                    break;
                case > 2:
                    var count = Math.Min(random.Next(4), model.Count - position);
                    _listpack = _listpack.Remove(place, count);
                    model.RemoveRange(position, count);
                    break;
            }

            Assert.Equal(model.Count, _listpack.Count);
            if (i % 100 == 0)
            {
                Assert.Equal(model, Forwards());
                Assert.Equal(Enumerable.Reverse(model), Backwards());
                Assert.True(Listpack.IsValid(_listpack.Bytes));
            }
        }
    }

    // As redis-server 7.0.15 writes them, by DUMP.
    [Theory]
    [InlineData("0", "00 01")]
    [InlineData("127", "7f 01")]
    [InlineData("128", "c0 80 02")]
    [InlineData("-1", "df ff 02")]
    [InlineData("-4096", "d0 00 02")]
    [InlineData("4095", "cf ff 02")]
    [InlineData("4096", "f1 00 10 03")]
    [InlineData("-32768", "f1 00 80 03")]
    [InlineData("32768", "f2 00 80 00 04")]
    [InlineData("-8388608", "f2 00 00 80 04")]
    [InlineData("8388608", "f3 00 00 80 00 05")]
    [InlineData("-9223372036854775808", "f4 00 00 00 00 00 00 00 80 09")]
    [InlineData("", "80 01")]
    [InlineData("a", "81 61 02")]
    [InlineData("01", "82 30 31 03")]
    [InlineData("-0", "82 2d 30 03")]
    public void A_value_has_the_bytes_that_redis_gives_it(string value, string bytes)
    {
        _listpack = _listpack.Append(Encoding.Latin1.GetBytes(value));

        Assert.Equal(bytes.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(_listpack.Bytes[6..^1]));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(16_380)]
    [InlineData(16_384)]
    [InlineData(2_097_149)]
    [InlineData(2_097_152)]
    public void Values_at_the_borders_of_encodings_are_found_from_both_ends(int length)
    {
        var value = new string('x', length);
        foreach (var next in new[] { "first", value, "last" })
        {
            _listpack = _listpack.Append(Encoding.Latin1.GetBytes(next));
        }

        Assert.Equal(["first", value, "last"], Forwards());
        Assert.Equal(["last", value, "first"], Backwards());
        Assert.True(Listpack.IsValid(_listpack.Bytes));
    }

    [Fact]
    public void More_entries_than_its_header_can_count_are_counted()
    {
        const int Many = 70_000;
        for (var i = 0; i < Many; i++)
        {
            _listpack = _listpack.Append("7"u8);
        }

        Assert.Equal(Many, _listpack.Count);
        Assert.True(Listpack.IsValid(_listpack.Bytes));
    }

    [Fact]
    public void Every_other_entry_can_be_looked_through()
    {
        foreach (var value in new[] { "value", "1", "field", "value", "12", "2" })
        {
            _listpack = _listpack.Append(Encoding.Latin1.GetBytes(value));
        }

        Assert.Equal(_listpack.Seek(4), _listpack.Find("12"u8, step: 2));
        Assert.Equal(-1, _listpack.Find("1"u8, step: 2));
        Assert.Equal(_listpack.Seek(1), _listpack.Find("1"u8));
        Assert.Equal(-1, _listpack.Find("01"u8));
    }

    [Fact]
    public void Bytes_that_were_tampered_with_are_told_from_a_listpack()
    {
        foreach (var value in new[] { "one", "2", "three", "-70000", new string('x', 200) })
        {
            _listpack = _listpack.Append(Encoding.Latin1.GetBytes(value));
        }

        var whole = _listpack.Bytes.ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(Listpack.IsValid(whole.AsSpan(0, length)), $"cut to {length}");
        }

        // Whatever a byte is changed into, what is called valid can be walked through without leaving it.
        for (var at = 0; at < whole.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = whole.ToArray();
                changed[at] = (byte)value;
                if (Listpack.IsValid(changed))
                {
                    var copy = Listpack.From(changed);
                    Assert.Equal(copy.Count, Walk(copy));
                    Listpack.Free(copy.Block);
                }
            }
        }
    }

    private static int Walk(Listpack listpack)
    {
        var count = 0;
        for (var place = Listpack.First; place < listpack.End; place = listpack.Next(place))
        {
            _ = Text(listpack, place);
            count++;
        }

        return count;
    }

    private static string AnyValue(Random random) => random.Next(4) switch
    {
        0 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        1 => (random.NextInt64(1L << random.Next(40)) - 5_000).ToString(CultureInfo.InvariantCulture),
        2 => new string((char)('a' + random.Next(26)), random.Next(80)),
        _ => new string((char)('a' + random.Next(26)), random.Next(5_000)),
    };

    private static string Text(Listpack listpack, int place)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        return Encoding.Latin1.GetString(listpack[place].Text(scratch));
    }

    private List<string> Forwards()
    {
        var values = new List<string>();
        for (var place = Listpack.First; place < _listpack.End; place = _listpack.Next(place))
        {
            values.Add(Text(_listpack, place));
        }

        return values;
    }

    private List<string> Backwards()
    {
        var values = new List<string>();
        for (var place = _listpack.Previous(_listpack.End); place >= 0; place = _listpack.Previous(place))
        {
            values.Add(Text(_listpack, place));
        }

        return values;
    }
}
