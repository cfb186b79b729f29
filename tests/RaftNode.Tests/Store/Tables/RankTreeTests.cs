using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Tests.Store.Tables;

public sealed class RankTreeTests : IDisposable
{
    private readonly RankTree<EntryLayout> _tree = new();
    private readonly SortedSet<(double Score, string Member)> _model = new(Comparer<(double Score, string Member)>.Create(
        (x, y) => x.Score != y.Score ? x.Score.CompareTo(y.Score) : string.CompareOrdinal(x.Member, y.Member)));

    private readonly Dictionary<string, Address> _blocks = [];

    public void Dispose()
    {
        foreach (var block in _blocks.Values)
        {
            new Entry(block).Free();
        }

        _tree.Free();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(1_000_000)]
    public void It_keeps_the_order_of_a_sorted_set_whatever_comes_and_goes(int scores)
    {
        var random = new Random(5);
        for (var i = 0; i < 60_000; i++)
        {
            var grows = i % 30_000 < 18_000;
            if (_model.Count > 0 && random.Next(5) < (grows ? 1 : 4))
            {
                var member = _blocks.Keys.ElementAt(0);
                Remove(member);
            }
            else
            {
                Add(random.Next(scores) / 2.0, i.ToString(CultureInfo.InvariantCulture));
            }

            if (i % 5_000 == 0)
            {
                Check(random);
            }
        }

        Check(random);
    }

    [Fact]
    public void It_is_empty_again_when_all_have_gone()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Add(i, i.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var member in _blocks.Keys.Reverse().ToArray())
        {
            Remove(member);
        }

        Assert.Equal(0, _tree.Count);
        Assert.True(_tree.At(0).IsEnd);
        Add(1, "again");
        Check(new Random(6));
    }

    [Fact]
    public void The_last_one_goes_and_comes_back_at_every_size()
    {
        for (var i = 0; i < 3_000; i++)
        {
            var member = i.ToString("0000", CultureInfo.InvariantCulture);
            Add(0, member);
            Remove(member);
            Assert.Equal(i, Walk());
            Add(0, member);
        }

        Check(new Random(7));
    }

    private int Walk()
    {
        var count = 0;
        for (var cursor = _tree.At(0); !cursor.IsEnd; cursor.MoveNext())
        {
            count++;
        }

        return count;
    }

    private void Check(Random random)
    {
        var expected = _model.ToArray();
        Assert.Equal(expected.Length, _tree.Count);
        Assert.Equal(expected, Forwards());
        Assert.Equal(expected.Reverse(), Backwards());
        for (var i = 0; i < 100 && expected.Length > 0; i++)
        {
            var rank = random.Next(expected.Length);
            var (score, member) = expected[rank];
            Assert.Equal(rank, _tree.RankOf(score, Encoding.ASCII.GetBytes(member)));
            Assert.Equal(expected[rank], ElementOf(_tree.At(rank)));
            Assert.Equal(expected.Count(element => element.Score < score), _tree.CountBelow(score, orEqual: false));
            Assert.Equal(expected.Count(element => element.Score <= score), _tree.CountBelow(score, orEqual: true));
        }
    }

    private static (double Score, string Member) ElementOf(RankCursor cursor) =>
        (cursor.Score, Encoding.ASCII.GetString(new Entry(cursor.Block).Key));

    private List<(double Score, string Member)> Forwards()
    {
        var elements = new List<(double Score, string Member)>();
        for (var cursor = _tree.At(0); !cursor.IsEnd; cursor.MoveNext())
        {
            elements.Add(ElementOf(cursor));
        }

        return elements;
    }

    private List<(double Score, string Member)> Backwards()
    {
        var elements = new List<(double Score, string Member)>();
        for (var cursor = _tree.At(_tree.Count - 1); !cursor.IsEnd; cursor.MovePrevious())
        {
            elements.Add(ElementOf(cursor));
        }

        return elements;
    }

    private void Add(double score, string member)
    {
        var block = Entry.Create(Encoding.ASCII.GetBytes(member), DataType.String, DataEncoding.Raw, sizeof(double)).Block;
        new Entry(block).Number = BitConverter.DoubleToInt64Bits(score);
        _tree.Add(score, block);
        _model.Add((score, member));
        _blocks.Add(member, block);
    }

    private void Remove(string member)
    {
        _blocks.Remove(member, out var block);
        var score = BitConverter.Int64BitsToDouble(new Entry(block).Number);
        _tree.Remove(score, block);
        _model.Remove((score, member));
        new Entry(block).Free();
    }
}
