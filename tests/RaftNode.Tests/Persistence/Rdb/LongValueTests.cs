using System.Buffers.Binary;
using System.Text;
using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Tests.Commands;

namespace RaftNode.Tests.Persistence.Rdb;

/// <summary>Values that are longer than a buffer, which is short here.</summary>
public sealed class LongValueTests : IDisposable
{
    private const int ElementBytes = 10_000;
    private const int Elements = 300;

    private readonly CommandRunner _runner = new() { RdbSettings = { Compresses = false } };

    public void Dispose() => _runner.Run("FLUSHALL");

    [Theory]
    [InlineData("HSET")]
    [InlineData("SADD")]
    [InlineData("ZADD")]
    [InlineData("RPUSH")]
    public void A_value_is_saved_element_by_element(string add)
    {
        Fill(add);
        var file = new LongestWrite();

        RdbSaver.Save(file, _runner.Databases, _runner.State.Objects, _runner.RdbSettings, []);

        Assert.InRange(file.Bytes, Elements * ElementBytes, 2L * Elements * ElementBytes);
        Assert.InRange(file.Longest, ElementBytes, 300_000);
    }

    [Theory]
    [InlineData("HSET")]
    [InlineData("RPUSH")]
    [InlineData("SET")]
    public void A_value_that_is_longer_than_a_payload_can_be_is_not_dumped(string add)
    {
        Fill(add);
        Assert.False(_runner.Run("DUMP key").IsError);
        _runner.RdbSettings.MaxPayloadBytes = ElementBytes;

        Assert.Equal("ERR The value is longer than a payload of DUMP can be", _runner.Run("DUMP key").ToString()!.TrimStart('-'));
        Assert.Equal(1, _runner.Run("EXISTS key").AsInt64());
    }

    [Fact]
    public void How_long_a_payload_would_be_is_known_whether_it_can_be_or_not()
    {
        Fill("HSET");
        _runner.RdbSettings.Compresses = true;
        var entry = _runner.Databases[0].Find("key"u8);
        var payload = DumpPayload.Create(entry, _runner.State.Objects, _runner.RdbSettings);
        _runner.RdbSettings.MaxPayloadBytes = 100;

        // Type, version and checksum are not counted.
        Assert.Equal(payload.Length - 11, DumpPayload.Measure(entry, _runner.State.Objects, _runner.RdbSettings));
    }

    [Fact]
    public void A_payload_whose_string_is_longer_than_can_be_held_is_no_value()
    {
        // A byte as it is, and repetitions of 264.
        const int Repetitions = (StoreSettings.MostBlockBytes / 264) + 1;
        byte[] compressed = [0, (byte)'a', .. Enumerable.Range(0, Repetitions).SelectMany(_ => (byte[])[0xe0, 0xff, 0])];
        byte[] payload = [0, 0xc3, 0x80, .. BigEndian(compressed.Length), 0x80, .. BigEndian(1 + (264 * Repetitions)), .. compressed, 10, 0];
        byte[] signed = [.. payload, .. BitConverter.GetBytes(Crc64.Append(0, payload))];

        var reply = _runner.Run(["RESTORE"u8.ToArray(), "key"u8.ToArray(), "0"u8.ToArray(), signed]);

        Assert.Equal("ERR Bad data format", reply.ToString()!.TrimStart('-'));
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private void Fill(string add)
    {
        for (var i = 0; i < Elements; i++)
        {
            var element = Encoding.ASCII.GetBytes($"{i}".PadRight(ElementBytes));
            byte[][] words = add switch
            {
                "HSET" => [Encoding.ASCII.GetBytes($"{i}"), element],
                "ZADD" => ["1"u8.ToArray(), element],
                _ => [element],
            };
            _runner.Run([Encoding.ASCII.GetBytes(add), "key"u8.ToArray(), .. words]);
        }
    }

    /// <summary>Remembers of what is written only how long it was.</summary>
    private sealed class LongestWrite : MemoryStream
    {
        public long Bytes { get; private set; }

        public int Longest { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Bytes += buffer.Length;
            Longest = Math.Max(Longest, buffer.Length);
        }
    }
}
