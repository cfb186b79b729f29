using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Tests.Store.Tables;

public sealed class HashIndexTests : IDisposable
{
    private readonly HashIndex<EntryLayout> _index = new();
    private readonly Dictionary<string, Address> _model = [];
    private readonly List<Address> _visited = [];

    public void Dispose()
    {
        foreach (var block in _model.Values)
        {
            new Entry(block).Free();
        }

        _index.Free();
    }

    [Fact]
    public void It_finds_what_a_dictionary_finds()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var key = random.Next(20_000).ToString(CultureInfo.InvariantCulture);
            var grows = i % 100_000 < 60_000;
            if (_model.ContainsKey(key) && random.Next(3) < (grows ? 1 : 2))
            {
                Remove(key);
            }
            else if (grows && !_model.ContainsKey(key))
            {
                Add(key);
            }

            Assert.Equal(_model.GetValueOrDefault(key), Find(key));
            Assert.Equal(_model.Count, _index.Count);
        }

        Assert.All(_model, pair => Assert.Equal(pair.Value, Find(pair.Key)));
    }

    [Fact]
    public void It_gives_its_buckets_back_when_keys_go()
    {
        Fill(10_000);
        var most = _index.BucketCount;
        foreach (var key in _model.Keys.Skip(10).ToArray())
        {
            Remove(key);
        }

        Assert.InRange(most, 10_000 / 7, 10_000);
        Assert.InRange(_index.BucketCount, 1, 10);
        Assert.All(_model, pair => Assert.Equal(pair.Value, Find(pair.Key)));
    }

    [Fact]
    public void A_block_takes_the_place_of_one_with_the_same_key()
    {
        Fill(100);
        var replaced = Entry.Create("7"u8, DataType.String, DataEncoding.Raw, 0).Block;
        var old = _model["7"];
        _index.Replace(old, replaced, HashOf("7"));
        new Entry(old).Free();
        _model["7"] = replaced;

        Assert.Equal(replaced, Find("7"));
    }

    [Fact]
    public void A_scan_of_what_does_not_change_visits_each_once()
    {
        Fill(5_000);
        Scan(between: () => { });

        Assert.Equal(5_000, _visited.Count);
        Assert.Equal(_model.Values.ToHashSet(), _visited.ToHashSet());
    }

    [Theory]
    [InlineData(300, 30)]
    [InlineData(3_000, -30)]
    public void A_scan_visits_all_that_stay_while_the_index_grows_or_shrinks(int stays, int change)
    {
        Fill(stays);
        var staying = _model.Values.ToHashSet();
        for (var i = 0; i < 5_000 && change < 0; i++)
        {
            Add($"goes {i}");
        }

        var names = new Stack<string>(_model.Keys.Where(key => key.StartsWith("goes", StringComparison.Ordinal)));
        var added = 0;
        Scan(between: () =>
        {
            for (var i = 0; i < change; i++)
            {
                Add($"comes {added++}");
            }

            for (var i = change; i < 0 && names.Count > 0; i++)
            {
                Remove(names.Pop());
            }
        });

        Assert.Superset(staying, _visited.ToHashSet());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_scan_once_visits_all_that_stay_exactly_once_and_knows_what_it_has_passed(int seed)
    {
        var random = new Random(seed);
        Fill(500);
        var staying = _model.Keys.ToHashSet(StringComparer.Ordinal);
        var passing = new List<string>();
        var cursor = 0UL;
        var isGrowing = true;
        var shrinks = 0;
        do
        {
            var passed = staying.Where(key => ScanCursor.HasPassed(cursor, HashOf(key))).Select(key => _model[key]).ToHashSet();
            Assert.Equal(passed, _visited.Where(block => staying.Contains(KeyOf(block))).ToHashSet());

            cursor = _index.ScanOnce(cursor, _visited);
            isGrowing = passing.Count == 0 || (isGrowing && passing.Count < 3_000);
            var before = _index.BucketCount;
            for (var i = random.Next(400); i > 0 && (isGrowing || passing.Count > 0); i--)
            {
                if (isGrowing)
                {
                    passing.Add($"passes {random.NextInt64()}");
                    Add(passing[^1]);
                }
                else
                {
                    _visited.Remove(_model[passing[^1]]);
                    Remove(passing[^1]);
                    passing.RemoveAt(passing.Count - 1);
                }
            }

            shrinks += _index.BucketCount < before ? 1 : 0;
        }
        while (cursor != 0);

        Assert.InRange(shrinks, 10, int.MaxValue);
        Assert.Equal(_visited.Count, _visited.Distinct().Count());
        Assert.Superset(staying.Select(key => _model[key]).ToHashSet(), _visited.ToHashSet());
    }

    [Fact]
    public void Each_block_is_picked_as_often_as_any_other()
    {
        const int Blocks = 50;
        const int Picks = 50_000;
        Fill(Blocks);
        var random = new Random(2);
        var counts = Enumerable.Range(0, Picks).Select(_ => _index.Pick(random.Next)).CountBy(block => block).ToDictionary();

        // A thousand each, and five standard deviations.
        Assert.Equal(Blocks, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, (Picks / Blocks) - 160, (Picks / Blocks) + 160));
    }

    [Fact]
    public void Nothing_is_left_after_clearing()
    {
        Fill(1_000);
        _index.Clear();

        Assert.Equal(0, _index.Count);
        Assert.Equal(Address.None, Find("1"));
        Scan(between: () => { });
        Assert.Empty(_visited);
    }

    private static ulong HashOf(string key) => HashIndex<EntryLayout>.HashOf(Encoding.UTF8.GetBytes(key));

    private static string KeyOf(Address block) => Encoding.UTF8.GetString(new Entry(block).Key);

    private void Fill(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Add(i.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Add(string key)
    {
        var block = Entry.Create(Encoding.UTF8.GetBytes(key), DataType.String, DataEncoding.Raw, 0).Block;
        _index.Add(block, HashOf(key));
        _model.Add(key, block);
    }

    private void Remove(string key)
    {
        _model.Remove(key, out var block);
        _index.Remove(block, HashOf(key));
        new Entry(block).Free();
    }

    private Address Find(string key) => _index.Find(Encoding.UTF8.GetBytes(key), HashOf(key));

    private void Scan(Action between)
    {
        var cursor = 0UL;
        do
        {
            cursor = _index.Scan(cursor, _visited);
            between();
        }
        while (cursor != 0);
    }
}
