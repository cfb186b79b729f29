using System.Text;
using RaftNode.Store.Values;

namespace RaftNode.Tests.Store.Values;

public sealed class RankedSetTests : IDisposable
{
    private readonly RankedSet _set = new();
    private readonly ScoreModel _model = new();

    public void Dispose() => _set.Free();

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1_000_000)]
    public void It_knows_scores_and_ranks_whatever_comes_moves_and_goes(int scores)
    {
        var random = new Random(9);
        for (var i = 0; i < 30_000; i++)
        {
            var member = $"member {random.Next(3_000)}";
            var isShrinking = i / 6_000 % 2 == 1;
            if (random.Next(5) < (isShrinking ? 4 : 1))
            {
                Remove(member);
            }
            else
            {
                Set(member, (random.Next(scores) - (scores / 2)) / 4.0);
            }

            if (i % 1_500 == 0)
            {
                Check(random);
            }
        }

        Check(random);
    }

    [Fact]
    public void A_score_that_keeps_the_place_of_its_member_is_found_as_well()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Set($"{i:0000}", i);
        }

        for (var i = 0; i < 1_000; i++)
        {
            Set($"{i:0000}", i + 0.5);
        }

        Check(new Random(1));
        Assert.Equal(500, _set.CountBelow(500, orEqual: true));
    }

    private void Set(string member, double score)
    {
        var block = _set.Find(Bytes(member), out var hash);
        Assert.Equal(_model[member] is null, block.IsNone);
        if (block.IsNone)
        {
            _set.Add(Bytes(member), hash, score);
        }
        else
        {
            _set.SetScore(block, score);
        }

        _model[member] = score;
    }

    private void Remove(string member)
    {
        var block = _set.Find(Bytes(member), out _);
        Assert.Equal(_model.Remove(member), !block.IsNone);
        if (!block.IsNone)
        {
            _set.Remove(block);
        }
    }

    private void Check(Random random)
    {
        var ordered = _model.Ordered;
        var elements = new List<(string Member, double Score)>();
        for (var cursor = _set.At(0); !cursor.IsEnd; cursor.MoveNext())
        {
            Assert.Equal(cursor.Score, RankedSet.ScoreOf(cursor.Block));
            elements.Add((Encoding.ASCII.GetString(RankedSet.MemberOf(cursor.Block)), cursor.Score));
        }

        Assert.Equal(ordered, elements);
        Assert.Equal(ordered.Count, _set.Count);
        for (var i = 0; i < 50 && ordered.Count > 0; i++)
        {
            var rank = random.Next(ordered.Count);
            var (member, score) = ordered[rank];
            var block = _set.Find(Bytes(member), out _);
            Assert.Equal(rank, _set.RankOf(block));
            Assert.Equal(block, _set.At(rank).Block);
            Assert.Equal(ordered.Count(element => element.Score < score), _set.CountBelow(score, orEqual: false));
            Assert.Equal(ordered.Count(element => element.Score <= score), _set.CountBelow(score, orEqual: true));
        }
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
