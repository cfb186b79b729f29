using System.Text;
using RaftNode.Persistence.Aof;

namespace RaftNode.Tests.Persistence.Aof;

/// <summary>Requests of a file of any length, wherever it ends.</summary>
public sealed class AofReaderTests
{
    [Fact]
    public void Requests_are_read_in_order_with_their_places_whatever_their_length()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 200).Select(i => new string((char)('a' + (i % 26)), i == 100 ? 3_000_000 : random.Next(10_000))).ToArray();
        var file = new MemoryStream();
        var places = new List<long>();
        foreach (var value in values)
        {
            places.Add(file.Position);
            file.Write(Encoding.ASCII.GetBytes($"*2\r\n$4\r\nECHO\r\n${value.Length}\r\n{value}\r\n"));
        }

        var length = file.Position;
        file.Position = 0;
        var reader = new AofReader(file, "log", start: 0);
        foreach (var (value, place) in values.Zip(places))
        {
            Assert.Equal(place, reader.Offset);
            Assert.True(reader.TryRead(out var request));
            Assert.Equal(value, Encoding.ASCII.GetString(request[1]));
        }

        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsTruncated);
        Assert.Equal(length, reader.Offset);
    }

    [Fact]
    public void A_file_that_ends_within_a_request_is_told_apart_from_one_that_does_not()
    {
        var bytes = "*1\r\n$4\r\nPING\r\n#TS:1\r\n*1\r\n$4\r\nPING\r\n"u8.ToArray();
        for (var length = 0; length <= bytes.Length; length++)
        {
            var reader = new AofReader(new MemoryStream(bytes, 0, length), "log", start: 0);
            var count = 0;
            while (reader.TryRead(out _))
            {
                count++;
            }

            Assert.Equal(length == bytes.Length ? 2 : length < 14 ? 0 : 1, count);
            Assert.Equal(length is not (0 or 14 or 21) && length != bytes.Length, reader.IsTruncated);
            Assert.Equal(length < 14 ? 0 : length < 21 ? 14 : length < bytes.Length ? 21 : length, reader.Offset);
        }
    }

    [Fact]
    public void Corruption_is_told_with_file_and_offset()
    {
        var reader = new AofReader(new MemoryStream("*1\r\n$4\r\nPING\r\n*1\r\n$5\r\nPING\r\n*"u8.ToArray()), "the.log", start: 0);
        Assert.True(reader.TryRead(out _));

        var problem = Assert.Throws<AofException>(() => reader.TryRead(out _));

        Assert.Contains("the.log at offset 27", problem.Message, StringComparison.Ordinal);
    }
}
