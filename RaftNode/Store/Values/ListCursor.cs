using RaftNode.Store.Packed;

namespace RaftNode.Store.Values;

/// <summary>Walks over the elements of a list, which must not change meanwhile.</summary>
internal ref struct ListCursor
{
    private readonly Quicklist? _nodes;
    private ReadOnlySpan<byte> _bytes;
    private int _node;
    private int _place;

    /// <summary>A list of one listpack.</summary>
    public ListCursor(Listpack only, ListPosition position)
    {
        _bytes = only.Bytes;
        (_node, _place) = (position.Node, position.Place);
    }

    public ListCursor(Quicklist nodes, ListPosition position)
    {
        _nodes = nodes;
        (_node, _place) = (position.Node, position.Place);
        _bytes = IsEnd ? default : nodes[_node].Bytes;
    }

    /// <summary>Whether it is past the last element, or before the first.</summary>
    public readonly bool IsEnd => _node < 0;

    public readonly ListPosition Position => new(_node, _place);

    /// <summary>The element here.</summary>
    public readonly PackedElement Current => ListpackEntry.Read(_bytes[_place..]);

    /// <summary>Goes to the element that follows.</summary>
    public void Next()
    {
        var length = ListpackEntry.Length(_bytes[_place..]);
        _place += length + ListpackEntry.BackLengthBytes(length);
        if (_place < _bytes.Length - 1)
        {
            return;
        }

        if (_node + 1 < (_nodes?.NodeCount ?? 1))
        {
            _bytes = _nodes![++_node].Bytes;
            _place = Listpack.First;
        }
        else
        {
            _node = ListPosition.End.Node;
        }
    }

    /// <summary>Goes to the element before.</summary>
    public void Previous()
    {
        if (_place > Listpack.First)
        {
            StepBack();
        }
        else if (_node-- > 0)
        {
            _bytes = _nodes![_node].Bytes;
            _place = _bytes.Length - 1;
            StepBack();
        }
    }

    private void StepBack()
    {
        var length = ListpackEntry.ReadBackLength(_bytes, _place);
        _place -= length + ListpackEntry.BackLengthBytes(length);
    }
}
