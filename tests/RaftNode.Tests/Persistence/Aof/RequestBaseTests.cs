using System.Text;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Rdb;
using RaftNode.Tests.Persistence.Rdb;

namespace RaftNode.Tests.Persistence.Aof;

/// <summary>Data as requests that people can read.</summary>
public sealed class RequestBaseTests : IDisposable
{
    private readonly TestDatabases _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Each_type_has_its_request()
    {
        _data.SetString(0, "s", "12");
        Assert.Equal(["SET s 12"], Requests());
        _data[0].Clear();

        _data.SetList("l", ["a", "1", ""]);
        Assert.Equal(["RPUSH l a 1 "], Requests());
        _data[0].Clear();

        _data.SetSet("s", ["1", "2"]);
        Assert.Equal(["SADD s 1 2"], Requests());
        _data[0].Clear();

        _data.SetHash("h", [("f", "v"), ("n", "1")]);
        Assert.Equal(["HMSET h f v n 1"], Requests());
        _data[0].Clear();

        _data.SetSortedSet("z", [("a", 1.5), ("b", double.PositiveInfinity)]);
        Assert.Equal(["ZADD z 1.5 a inf b"], Requests());
    }

    [Fact]
    public void Keys_that_end_do_so_and_those_of_other_databases_are_there()
    {
        _data[2].SetExpiry(_data.SetString(2, "k", "v"), 5);

        Assert.Equal(["SELECT 2", "SET k v", "PEXPIREAT k 5"], Requests());
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(1000, 16)]
    public void Large_values_take_several_requests(int elements, int requests)
    {
        var names = Enumerable.Range(0, elements).Select(i => $"element {i}").ToArray();
        _data.SetList("list", names);
        _data.SetSet("set", names);
        _data.SetHash("hash", names.Select(name => (name, "value")));
        _data.SetSortedSet("sorted set", names.Select((name, i) => (name, (double)i)));

        Assert.Equal(4 * requests, Requests().Count);
    }

    [Fact]
    public void No_more_of_a_large_value_is_in_memory_than_a_piece_and_a_request()
    {
        const int Elements = 2000;
        const int Bytes = 2000;
        _data.SetList("list", Enumerable.Range(0, Elements).Select(i => new string('e', Bytes) + i));
        var target = new PieceStream();

        RequestBase.Write(new MemoryStream(_data.Save()), target, TestDatabases.Count, _data.Settings, _data.RdbSettings);

        Assert.InRange(target.Length, Elements * Bytes, long.MaxValue);
        Assert.InRange(target.MaxPiece, 1, (256 * 1024) + (64 * (Bytes + 100)));
    }

    [Fact]
    public void A_file_that_is_damaged_is_refused()
    {
        _data.SetString(0, "k", "v");
        var file = _data.Save();
        file[^9] ^= 1;

        Assert.Throws<RdbException>(() => Requests(file));
    }

    private List<string> Requests() => Requests(_data.Save());

    private List<string> Requests(byte[] rdb)
    {
        var target = new MemoryStream();
        RequestBase.Write(new MemoryStream(rdb), target, TestDatabases.Count, _data.Settings, _data.RdbSettings);
        target.Position = 0;
        var reader = new AofReader(target, "base", start: 0);
        var requests = new List<string>();
        while (reader.TryRead(out var request))
        {
            var words = new List<string>();
            for (var i = 0; i < request.Count; i++)
            {
                words.Add(Encoding.UTF8.GetString(request[i]));
            }

            requests.Add(string.Join(' ', words));
        }

        return requests;
    }

    /// <summary>Knows the longest piece that was written at once.</summary>
    private sealed class PieceStream : MemoryStream
    {
        public int MaxPiece { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            MaxPiece = Math.Max(MaxPiece, buffer.Length);
            base.Write(buffer);
        }
    }
}
