using System.Buffers.Binary;
using RaftNode.Persistence.Rdb;
using RaftNode.Store.Memory;

namespace RaftNode.Tests.Persistence.Rdb;

[Collection(AloneCollection.Name)]
public sealed class DamagedRdbTests : IDisposable
{
    private readonly TestDatabases _source = new();
    private readonly TestDatabases _target = new();

    public DamagedRdbTests() => _source.FillWithAll();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused_at_its_end_and_leaves_nothing()
    {
        var file = _source.Save();
        for (var length = 0; length < file.Length; length += length < 4000 ? 1 : 97)
        {
            var problem = Assert.Throws<RdbException>(() => _target.Load(file[..length]));

            Assert.Equal(length, problem.Offset);
            Assert.All(_target.All, database => Assert.Equal(0, database.Count));
        }
    }

    [Fact]
    public void A_changed_bit_is_found_by_the_checksum()
    {
        var file = _source.Save();
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var damaged = Damaged(file, random, flips: 1);

            Assert.ThrowsAny<RdbException>(() => _target.Load(damaged));
            Assert.All(_target.All, database => Assert.Equal(0, database.Count));
        }
    }

    [Fact]
    public void Without_a_checksum_damage_is_an_error_or_other_data_and_never_more()
    {
        _target.RdbSettings.HasChecksum = false;
        _source.RdbSettings.Compresses = false;
        var file = _source.Save();
        var random = new Random(6);
        var refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            try
            {
                _target.Load(Damaged(file, random, flips: random.Next(1, 6)));
                _ = _target.Read(0);
                _target.Save();
                _target.Dispose();
            }
            catch (RdbException)
            {
                refused++;
            }
        }

        // About 320. A file is in another order in each process, so what the damage meets is another thing each time.
        Assert.InRange(refused, 200, 1490);
    }

    [Fact]
    public void No_damage_leaves_memory_behind()
    {
        _target.RdbSettings.HasChecksum = false;
        var file = _source.Save();
        var random = new Random(7);
        _target.Load(file);
        _target.Dispose();
        var before = Heap.UsedBytes;
        for (var round = 0; round < 200; round++)
        {
            Assert.ThrowsAny<RdbException>(() => _target.Load(file[..random.Next(file.Length)]));
        }

        // What others have left may be given back meanwhile.
        Assert.InRange(Heap.UsedBytes, 0, before);
    }

    [Fact]
    public void A_large_element_of_a_list_that_ends_too_early_leaves_no_memory_behind()
    {
        var file = TestDatabases.Bytes("REDIS0010\x12\x01l\x01\x01\x05xyz");
        Assert.Throws<RdbException>(() => _target.Load(file));
        var before = Heap.UsedBytes;

        Assert.Throws<RdbException>(() => _target.Load(file));

        Assert.InRange(Heap.UsedBytes, 0, before);
    }

    [Fact]
    public void Random_values_with_a_right_checksum_are_an_error_or_a_value_and_never_more()
    {
        var random = new Random(8);
        var payloads = _source.Read(0).Keys
            .Select(key => DumpPayload.Create(_source[0].Find(TestDatabases.Bytes(key)), _source.State.Objects, new RdbSettings { Compresses = false }))
            .Where(payload => payload.Length < 20_000)
            .ToArray();
        for (var round = 0; round < 30_000; round++)
        {
            var payload = payloads[random.Next(payloads.Length)];
            var damaged = Damaged(payload.AsSpan(0, payload.Length - 10).ToArray(), random, flips: random.Next(1, 4));
            byte[] signed = [.. damaged, 10, 0, .. new byte[8]];
            BinaryPrimitives.WriteUInt64LittleEndian(signed.AsSpan(signed.Length - 8), Crc64.Append(0, signed.AsSpan(0, signed.Length - 8)));
            Assert.True(DumpPayload.IsValid(signed));
            try
            {
                DumpPayload.Read(signed, _target[0], "k"u8, _target.State, _target.Settings);
                _ = _target.Read(0);
                Assert.True(_target[0].Remove("k"u8));
            }
            catch (RdbException)
            {
                Assert.Equal(0, _target[0].Count);
            }
        }
    }

    [Theory]
    [InlineData("HELLO0010", "This is no RDB file")]
    [InlineData("REDIS0011", "RDB files of version 11 cannot be read, only those up to 10")]
    [InlineData("REDIS0000", "RDB files of version 0 cannot be read, only those up to 10")]
    [InlineData("REDIS0010\x13\x01s", "The value of key 's' of database 0, type 19: It is a stream, which this server does not have")]
    [InlineData("REDIS0010\x07\x01m", "The value of key 'm' of database 0, type 7: It belongs to a module, which this server does not have")]
    [InlineData("REDIS0010\x14\x01x", "The value of key 'x' of database 0, type 20: It is of the unknown type 20")]
    [InlineData("REDIS0010\xf5\x01x", "It has a library of functions, which this server does not have")]
    [InlineData("REDIS0010\xf7\x01", "It has data of a module, which this server does not have")]
    [InlineData("REDIS0010\xfe\x04", "It has keys of database 4, and this server has only 4 (setting databases)")]
    [InlineData("REDIS0010\0\x01k\x01v\0\x01k\x01v", "Key 'k' of database 0 is there twice")]
    [InlineData("REDIS0010\x02\x01k\x02\x01m\x01m", "The value of key 'k' of database 0, type 2: A set has a member twice")]
    [InlineData("REDIS0010\0\xbf", "A length begins with the unknown byte 0xbf")]
    [InlineData("REDIS0010\0\xc7", "A string has the unknown encoding 7")]
    [InlineData("REDIS0010\0\xc3\x01\x81\x00\x00\xff\xff\xff\xff\xff\xff", "A string of 1 bytes claims to be 281474976710655 bytes when it is not compressed")]
    [InlineData("REDIS0010\0\x81\x7f\xff\xff\xff\xff\xff\xff\xff", "A string claims to have 9223372036854775807 bytes, more than the 1056964608 that one can have")]
    public void What_is_wrong_is_said(string file, string problem)
    {
        var thrown = Assert.Throws<RdbException>(() => _target.Load(TestDatabases.Bytes(file)));

        Assert.Equal(problem, thrown.Problem);
        Assert.Equal($"{problem} (at offset {thrown.Offset})", thrown.Message);
    }

    [Theory]
    [InlineData("\x0b", 11)]
    [InlineData("\xc3\x05\x0b\0a\xe0\x01\0", 11)]
    public void A_string_that_is_longer_than_can_be_held_is_refused_before_it_takes_memory(string start, int length)
    {
        var problem = Assert.Throws<RdbException>(() => new RdbReader(TestDatabases.Bytes(start), longestString: 10).ReadString());

        Assert.Equal($"A string claims to have {length} bytes, more than the 10 that one can have", problem.Problem);
    }

    [Fact]
    public void What_no_compression_comes_to_is_refused_before_it_takes_memory()
    {
        // Ten times the byte a: one as it is, nine that repeat it.
        var largest = TestDatabases.Bytes("\xc3\x05\x0a\0a\xe0\0\0");
        Assert.Equal("aaaaaaaaaa", TestDatabases.Text(new RdbReader(largest).ReadString()));

        var problem = Assert.Throws<RdbException>(() => new RdbReader(TestDatabases.Bytes("\xc3\x05\x41\xb9\0a\xe0\0\0")).ReadString());

        Assert.Equal("A string of 5 bytes claims to be 441 bytes when it is not compressed", problem.Problem);
    }

    private static byte[] Damaged(byte[] file, Random random, int flips)
    {
        var damaged = file.ToArray();
        for (var i = 0; i < flips; i++)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }

        return damaged;
    }
}
