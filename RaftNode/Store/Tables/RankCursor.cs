using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>A place in the order of a <see cref="RankTree{TLayout}"/>. It is gone when the tree changes.</summary>
internal unsafe struct RankCursor
{
    private RankNode* _leaf;
    private int _position;

    public RankCursor(RankNode* leaf, int position)
    {
        _leaf = leaf;
        _position = position;
    }

    /// <summary>Whether it has left the tree at either end.</summary>
    public readonly bool IsEnd => _leaf == null;

    public readonly Address Block => _leaf->Block(_position);

    public readonly double Score => _leaf->Scores[_position];

    public void MoveNext()
    {
        if (++_position == _leaf->Count)
        {
            _leaf = _leaf->Next;
            _position = 0;
        }
    }

    public void MovePrevious()
    {
        if (--_position < 0)
        {
            _leaf = _leaf->Previous;
            _position = _leaf == null ? 0 : _leaf->Count - 1;
        }
    }
}
