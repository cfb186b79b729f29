using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Tests.Store.Values;

public sealed class ZsetValueTests : IDisposable
{
    private static readonly double[] Scores = [double.NegativeInfinity, -1.5, 0, 0.1, 1, 2, 7, 1e17, 1e300, double.PositiveInfinity];

    private readonly StoreState _state = new(new RecordedEvents());
    private readonly StoreSettings _settings = new();
    private readonly Keyspace _database;
    private readonly ScoreModel _model = new();

    public ZsetValueTests() => _database = new Keyspace(_state, 0);

    private Entry Entry => _database.Find("zset"u8);

    private ZsetValue Zset => ZsetValue.Of(Entry, _state.Objects);

    public void Dispose() => _database.Clear();

    [Theory]
    [InlineData(1_000)]
    [InlineData(20)]
    [InlineData(0)]
    public void It_does_what_a_sorted_set_does(int maxListpackEntries)
    {
        _settings.ZsetMaxListpackEntries = maxListpackEntries;
        Create();
        var random = new Random(10);
        for (var i = 0; i < 4_000; i++)
        {
            // Numbers are held as such in a listpack.
            var member = random.Next(2) == 0 ? $"{random.Next(30)}" : $"member {random.Next(30)}";
            if (random.Next(8) == 0)
            {
                RemoveRange(random);
            }
            else if (random.Next(4) == 0)
            {
                Assert.Equal(_model.Remove(member), Zset.Remove(Bytes(member)));
            }
            else
            {
                Set(member, random.Next(3) == 0 ? random.Next(100) / 8.0 : Scores[random.Next(Scores.Length)]);
            }

            Check(random);
        }
    }

    [Fact]
    public void It_is_a_listpack_up_to_so_many_members()
    {
        Create();
        for (var i = 0; i < _settings.ZsetMaxListpackEntries; i++)
        {
            Set($"{i}", i);
        }

        Assert.Equal(DataEncoding.Listpack, Entry.Encoding);

        Set("one more", -1);

        Assert.Equal(DataEncoding.Skiplist, Entry.Encoding);
        Check(new Random(1));
    }

    [Theory]
    [InlineData(64, DataEncoding.Listpack)]
    [InlineData(65, DataEncoding.Skiplist)]
    public void It_is_a_listpack_up_to_so_long_a_member(int length, object encoding)
    {
        Create();
        Set("a", 1);
        Set(new string('x', length), 0);

        Assert.Equal(encoding, Entry.Encoding);
        Check(new Random(1));
    }

    [Fact]
    public void It_is_no_listpack_that_would_be_too_long_for_a_file_whatever_its_settings_say()
    {
        _settings.ZsetMaxListpackValue = int.MaxValue;
        _settings.MaxPackedBytes = 1_000;
        Create();
        Set(new string('a', 500), 1);
        Assert.Equal(DataEncoding.Listpack, Entry.Encoding);

        Set(new string('b', 500), 2);

        Assert.Equal(DataEncoding.Skiplist, Entry.Encoding);
        Check(new Random(1));
    }

    [Fact]
    public void A_result_that_would_be_too_long_for_a_file_is_stored_as_a_large_one()
    {
        _settings.ZsetMaxListpackValue = int.MaxValue;
        _settings.MaxPackedBytes = 1_000;
        var result = new RankedSet();
        result.Add(Bytes(new string('a', 500)), 1);
        result.Add(Bytes(new string('b', 500)), 2);

        ZsetValue.Store(_database, _database.Locate("zset"u8), "zset"u8, result, _settings);

        Assert.Equal(DataEncoding.Skiplist, Entry.Encoding);
    }

    [Fact]
    public void A_listpack_is_laid_out_as_redis_does()
    {
        Create();
        Set("b", 1.5);
        Set("a", 2);
        Set("7", 1e17);

        var listpack = new Listpack(Entry.ValueBlock);
        var texts = new List<string>();
        for (var place = Listpack.First; place < listpack.End; place = listpack.Next(place))
        {
            texts.Add(Encoding.ASCII.GetString(listpack[place].Text(new byte[PackedElement.ScratchBytes])));
        }

        Assert.Equal(["b", "1.5", "a", "2", "7", "100000000000000000"], texts);
    }

    [Theory]
    [InlineData(20, 5, DataEncoding.Listpack)]
    [InlineData(129, 5, DataEncoding.Skiplist)]
    [InlineData(3, 65, DataEncoding.Skiplist)]
    public void A_result_is_stored_in_the_encoding_that_it_would_have_had(int count, int length, object encoding)
    {
        var result = new RankedSet();
        for (var i = 0; i < count; i++)
        {
            var member = i.ToString(CultureInfo.InvariantCulture).PadLeft(length, '_');
            result.Add(Bytes(member), i / 2);
            _model[member] = i / 2;
        }

        ZsetValue.Store(_database, _database.Locate("zset"u8), "zset"u8, result, _settings);

        Assert.Equal(encoding, Entry.Encoding);
        Check(new Random(1));
    }

    private void Create() => ZsetValue.Create(_database, _database.Locate("zset"u8), "zset"u8, _state.Objects);

    private void Set(string member, double score)
    {
        var zset = Zset;
        var place = zset.Find(Bytes(member));
        Assert.Equal(_model[member], place.IsFound ? place.Score : null);
        if (place.IsFound)
        {
            zset.SetScore(place, Bytes(member), score);
        }
        else
        {
            zset.Add(place, Bytes(member), score, _settings);
        }

        _model[member] = score;
    }

    private void RemoveRange(Random random)
    {
        var first = random.Next(_model.Count + 1);
        var range = new RankRange(first, Math.Min(_model.Count - first, random.Next(1, 4)));
        if (range.Count == 0)
        {
            return;
        }

        foreach (var (member, _) in _model.Ordered.Skip(range.First).Take(range.Count).ToArray())
        {
            _model.Remove(member);
        }

        Zset.Remove(range);
    }

    private void Check(Random random)
    {
        var zset = Zset;
        var ordered = _model.Ordered;
        Assert.Equal(ordered.Count, zset.Count);
        Assert.Equal(ordered, Elements(zset.Walk()));
        if (ordered.Count == 0)
        {
            return;
        }

        var first = random.Next(ordered.Count);
        var range = new RankRange(first, random.Next(ordered.Count - first + 1));
        var expected = ordered.Skip(range.First).Take(range.Count).ToArray();
        Assert.Equal(expected, Elements(zset.Walk(range)));
        Assert.Equal(expected.Reverse(), Elements(zset.Walk(range, isReverse: true)));
        Assert.Equal(first, zset.RankOf(zset.Find(Bytes(ordered[first].Member))));
        var score = Scores[random.Next(Scores.Length)];
        Assert.Equal(ordered.Count(element => element.Score < score), zset.CountBelow(score, orEqual: false));
        Assert.Equal(ordered.Count(element => element.Score <= score), zset.CountBelow(score, orEqual: true));
    }

    private static List<(string Member, double Score)> Elements(ZsetCursor cursor)
    {
        var elements = new List<(string Member, double Score)>();
        var scratch = new byte[PackedElement.ScratchBytes];
        for (; !cursor.IsEnd; cursor.MoveNext())
        {
            elements.Add((Encoding.ASCII.GetString(cursor.Member(scratch)), cursor.Score));
        }

        return elements;
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
