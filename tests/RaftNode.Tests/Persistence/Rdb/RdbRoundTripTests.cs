using RaftNode.Persistence.Rdb;

namespace RaftNode.Tests.Persistence.Rdb;

public sealed class RdbRoundTripTests : IDisposable
{
    private readonly TestDatabases _source = new();
    private readonly TestDatabases _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void All_types_and_encodings_come_back_as_they_were(bool compresses, bool hasChecksum)
    {
        _source.FillWithAll();
        _source.RdbSettings.Compresses = compresses;
        _source.RdbSettings.HasChecksum = hasChecksum;

        var loader = _target.Load(_source.Save(("redis-ver", "7.0.15"), ("ctime", "12")));

        _target.AssertSameAs(_source);
        Assert.Equal("12", loader.Auxiliary["ctime"]);
        Assert.Equal(_source.All.Sum(database => database.Count), loader.LoadedKeys);
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        _target.Load(_source.Save());

        Assert.All(_target.All, database => Assert.Equal(0, database.Count));
    }

    [Fact]
    public void It_begins_and_ends_as_the_format_says()
    {
        _source.SetString(0, "k", "v");
        var file = _source.Save();

        Assert.Equal("REDIS0010\xfe\0\xfb\x01\0\0\x01k\x01v\xff", TestDatabases.Text(file.AsSpan(0, file.Length - 8)));
        Assert.Equal(Crc64.Append(0, file.AsSpan(0, file.Length - 8)), BitConverter.ToUInt64(file, file.Length - 8));
    }

    [Fact]
    public void Keys_whose_time_is_over_are_left_out_unless_they_are_asked_for()
    {
        _source.SetString(0, "stays", "v");
        _source[0].SetExpiry(_source.SetString(0, "goes", "v"), 500_000);
        _source.State.IsPaused = true;
        var file = _source.Save();

        Assert.Equal(1, _target.Load(file).ExpiredKeys);
        Assert.Equal(["stays"], _target.Read(0).Keys);

        using var other = new TestDatabases();
        Assert.Equal(2, other.Load(file, keepsExpired: true).LoadedKeys);
        Assert.Equal(2, other[0].Count);
        Assert.Equal(1, other[0].ExpiringCount);
    }

    [Fact]
    public void What_follows_the_file_is_left_alone()
    {
        _source.FillWithAll();
        var file = _source.Save();
        var loader = _target.Load([.. file, .. "*1\r\n$4\r\nPING\r\n"u8]);

        Assert.Equal(file.Length, loader.Position);
        _target.AssertSameAs(_source);
    }

    [Fact]
    public void Settings_of_now_decide_how_values_are_held()
    {
        _source.SetHash("hash", [("a", "1"), ("b", "2"), ("c", "3")]);
        _source.SetSet("set", ["1", "2", "3"]);
        _source.SetSortedSet("sorted set", [("a", 1), ("b", 2.5), ("c", double.PositiveInfinity)]);
        _target.Settings.HashMaxListpackEntries = 2;
        _target.Settings.SetMaxIntsetEntries = 2;

        _target.Load(_source.Save());

        var read = _target.Read(0);
        Assert.Equal("Hash Table until 0: a=1|b=2|c=3", read["hash"]);
        Assert.Equal("Set Table until 0: 1|2|3", read["set"]);
        Assert.Equal("SortedSet Listpack until 0: a=1|b=2.5|c=Infinity", read["sorted set"]);

        using var third = new TestDatabases { Settings = { ZsetMaxListpackEntries = 2 } };
        third.Load(_target.Save());
        Assert.Equal("SortedSet Skiplist until 0: a=1|b=2.5|c=Infinity", third.Read(0)["sorted set"]);
    }

    [Fact]
    public void A_payload_holds_any_value()
    {
        _source.FillWithAll();
        foreach (var key in _source.Read(0).Keys)
        {
            var entry = _source[0].Find(TestDatabases.Bytes(key));
            var payload = DumpPayload.Create(entry, _source.State.Objects, _source.RdbSettings);

            Assert.True(DumpPayload.IsValid(payload));
            DumpPayload.Read(payload, _target[0], TestDatabases.Bytes(key), _target.State, _target.Settings);
        }

        Assert.Equal(_source.Read(0), _target.Read(0));
    }
}
