using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>Walks over a range of a sorted set in its order, or against it. It is gone when the set changes.</summary>
internal struct ZsetCursor
{
    private readonly bool _isReverse;
    private readonly PackedZset _small;
    private RankCursor _large;
    private int _place;
    private int _left;

    /// <summary>Walks over so many members of a large sorted set.</summary>
    public ZsetCursor(RankCursor first, int count, bool isReverse)
    {
        _large = first;
        _left = count;
        _isReverse = isReverse;
    }

    /// <summary>Walks over so many members of a small sorted set.</summary>
    public ZsetCursor(PackedZset small, int place, int count, bool isReverse)
    {
        _small = small;
        _place = place;
        _left = count;
        _isReverse = isReverse;
    }

    /// <summary>Whether it has left the range.</summary>
    public readonly bool IsEnd => _left == 0;

    public readonly double Score => IsSmall ? _small.ScoreAt(_place) : _large.Score;

    private readonly bool IsSmall => !_small.Members.Block.IsNone;

    /// <summary>The member, which looks into the set, or into <paramref name="scratch"/> where it is held as a number.</summary>
    /// <param name="scratch">Room for <see cref="PackedElement.ScratchBytes"/>.</param>
    public readonly ReadOnlySpan<byte> Member(Span<byte> scratch) =>
        IsSmall ? _small.Members[_place].Text(scratch) : RankedSet.MemberOf(_large.Block);

    public void MoveNext()
    {
        if (--_left == 0)
        {
            return;
        }

        if (IsSmall)
        {
            _place = _isReverse ? _small.Previous(_place) : _small.Next(_place);
        }
        else if (_isReverse)
        {
            _large.MovePrevious();
        }
        else
        {
            _large.MoveNext();
        }
    }
}
