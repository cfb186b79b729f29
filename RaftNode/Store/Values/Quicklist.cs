using System.Numerics;
using System.Runtime.CompilerServices;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Packed;

namespace RaftNode.Store.Values;

/// <summary>A list as listpacks in a row, each of bounded length and none without an element.</summary>
/// <remarks>
/// The nodes stand in a ring, so that both ends take and give at no cost; what is in the middle is found by adding up counts, some thousands
/// of them for a list of a million.
/// </remarks>
internal sealed class Quicklist : IStoredValue
{
    private const int FirstCapacity = 4;

    /// <summary>With so many times the room that it needs a list gives half of it back and more.</summary>
    private const int SpareFactor = 8;

    /// <summary>The lengths that <c>list-max-listpack-size</c> -1 to -5 stand for.</summary>
    private static readonly int[] NodeBytes = [4096, 8192, 16_384, 32_768, 65_536];

    /// <summary>A node that is bounded by its count is no longer than this all the same.</summary>
    private const int MaxBytesByCount = 8192;

    private Node[] _nodes = new Node[FirstCapacity];
    private int _first;
    private IListSnapshot? _snapshot;

    /// <summary>How many elements it has.</summary>
    public long Count { get; private set; }

    /// <summary>How many listpacks there are.</summary>
    public int NodeCount { get; private set; }

    public int Pieces => NodeCount;

    /// <summary>The listpack of a node, by its number from the front.</summary>
    public Listpack this[int node] => NodeAt(node).Listpack;

    public long BytesTaken(long samples)
    {
        var looked = (int)Math.Clamp(samples, Math.Min(1, NodeCount), NodeCount);
        var bytes = 0L;
        for (var i = 0; i < looked; i++)
        {
            bytes += Heap.Taken(this[i].TotalBytes);
        }

        return (_nodes.Length * (long)Unsafe.SizeOf<Node>()) + (looked == 0 ? 0 : (long)((double)bytes / looked * NodeCount));
    }

    /// <summary>Adds a listpack at the end.</summary>
    public void Append(Listpack listpack)
    {
        InsertNode(NodeCount, new Node(listpack.Block, listpack.Count));
        Count += listpack.Count;
    }

    /// <summary>Leaves all nodes to a snapshot to be read: one that is about to change or go is asked about first.</summary>
    /// <returns>The blocks of the nodes, in their order.</returns>
    public Address[] Share(IListSnapshot snapshot)
    {
        _snapshot = snapshot;
        var blocks = new Address[NodeCount];
        for (var i = 0; i < NodeCount; i++)
        {
            ref var node = ref NodeAt(i);
            node = node with { SharedAs = i + 1 };
            blocks[i] = node.Block;
        }

        return blocks;
    }

    /// <summary>No snapshot reads the nodes any more.</summary>
    public void Unshare() => _snapshot = null;

    /// <summary>Takes all nodes out, which are the caller's then.</summary>
    public void Release()
    {
        NodeCount = 0;
        Count = 0;
    }

    public void PushFirst(ReadOnlySpan<byte> value, int nodeSize)
    {
        if (NodeCount == 0 || !HasRoom(NodeAt(0), value.Length, nodeSize))
        {
            InsertNode(0, new Node(Listpack.Create().Block, 0));
        }

        ref var node = ref NodeAt(0);
        node = new Node(Own(node).Insert(Listpack.First, value).Block, node.Count + 1);
        Count++;
    }

    public void PushLast(ReadOnlySpan<byte> value, int nodeSize)
    {
        if (NodeCount == 0 || !HasRoom(NodeAt(NodeCount - 1), value.Length, nodeSize))
        {
            InsertNode(NodeCount, new Node(Listpack.Create().Block, 0));
        }

        ref var node = ref NodeAt(NodeCount - 1);
        node = new Node(Own(node).Append(value).Block, node.Count + 1);
        Count++;
    }

    /// <summary>Where an element is by its number, from the end when negative; an end when there is none.</summary>
    public ListPosition Seek(long index)
    {
        var wanted = index < 0 ? Count + index : index;
        if (wanted < 0 || wanted >= Count)
        {
            return ListPosition.End;
        }

        if (wanted <= Count / 2)
        {
            var node = 0;
            for (; wanted >= NodeAt(node).Count; node++)
            {
                wanted -= NodeAt(node).Count;
            }

            return new ListPosition(node, this[node].Seek(wanted));
        }

        var fromEnd = Count - wanted;
        var last = NodeCount - 1;
        for (; fromEnd > NodeAt(last).Count; last--)
        {
            fromEnd -= NodeAt(last).Count;
        }

        return new ListPosition(last, this[last].Seek(-fromEnd));
    }

    /// <summary>The element at a position. It is gone when the list changes.</summary>
    public PackedElement ElementAt(ListPosition position) => this[position.Node][position.Place];

    public ListPosition Next(ListPosition position)
    {
        var listpack = this[position.Node];
        var place = listpack.Next(position.Place);
        if (place < listpack.End)
        {
            return new ListPosition(position.Node, place);
        }

        return position.Node + 1 < NodeCount ? new ListPosition(position.Node + 1, Listpack.First) : ListPosition.End;
    }

    public ListPosition Previous(ListPosition position)
    {
        var place = this[position.Node].Previous(position.Place);
        if (place >= 0)
        {
            return new ListPosition(position.Node, place);
        }

        if (position.Node == 0)
        {
            return ListPosition.End;
        }

        var listpack = this[position.Node - 1];
        return new ListPosition(position.Node - 1, listpack.Previous(listpack.End));
    }

    /// <summary>Puts a value before an element, or after it, and answers where it is.</summary>
    public ListPosition Insert(ListPosition position, ReadOnlySpan<byte> value, bool isAfter, int nodeSize)
    {
        ref var node = ref NodeAt(position.Node);
        var place = isAfter ? node.Listpack.Next(position.Place) : position.Place;
        if (!HasRoom(node, value.Length, nodeSize))
        {
            SplitNode(position.Node, place);
            if (place == Listpack.First)
            {
                InsertNode(position.Node, new Node(Listpack.Create().Block, 0));
            }
            else if (!HasRoom(NodeAt(position.Node), value.Length, nodeSize))
            {
                InsertNode(position.Node + 1, new Node(Listpack.Create().Block, 0));
                position = new ListPosition(position.Node + 1, Listpack.First);
                place = Listpack.First;
            }

            node = ref NodeAt(position.Node);
        }

        node = new Node(Own(node).Insert(place, value).Block, node.Count + 1);
        Count++;
        return new ListPosition(position.Node, place);
    }

    public void Replace(ListPosition position, ReadOnlySpan<byte> value)
    {
        ref var node = ref NodeAt(position.Node);
        node = new Node(Own(node).Replace(position.Place, value).Block, node.Count);
    }

    /// <summary>Removes an element, and answers the position of the one that followed it.</summary>
    public ListPosition Remove(ListPosition position)
    {
        RemoveFrom(position.Node, position.Place, 1);
        if (position.Node == NodeCount)
        {
            return ListPosition.End;
        }

        var listpack = this[position.Node];
        if (position.Place < listpack.End)
        {
            return position;
        }

        // The node is gone, and its successor has its number; or it has ended at the place.
        return position.Node + 1 < NodeCount ? new ListPosition(position.Node + 1, Listpack.First) : ListPosition.End;
    }

    /// <summary>Removes so many elements from one on; there are as many.</summary>
    public void RemoveRange(long start, long count)
    {
        if (count == 0)
        {
            return;
        }

        // The end of a node, whole nodes, and the beginning of another.
        var position = Seek(start);
        var first = position.Node;
        if (position.Place > Listpack.First)
        {
            var node = NodeAt(first);
            var removed = (int)Math.Min(count, node.Count - CountBefore(node.Listpack, position.Place));
            RemoveFrom(first, position.Place, removed);
            count -= removed;
            first++;
        }

        var end = first;
        for (; end < NodeCount && count >= NodeAt(end).Count; end++)
        {
            count -= NodeAt(end).Count;
        }

        RemoveNodes(first, end - first);
        if (count > 0)
        {
            RemoveFrom(first, Listpack.First, (int)count);
        }
    }

    public IStoredValue Copy()
    {
        var copy = new Quicklist();
        for (var i = 0; i < NodeCount; i++)
        {
            copy.Append(Listpack.From(this[i].Bytes));
        }

        return copy;
    }

    public void Free()
    {
        for (var i = 0; i < NodeCount; i++)
        {
            Listpack.Free(NodeAt(i).Block);
        }
    }

    /// <summary>Whether one node may take a value more.</summary>
    public static bool Allows(int bytes, int count, int added, int nodeSize)
    {
        var longest = (long)bytes + added + ListpackEntry.MaxOverheadBytes;
        return nodeSize < 0
            ? longest <= NodeBytes[-Math.Max(nodeSize, -NodeBytes.Length) - 1]
            : longest <= MaxBytesByCount && count < nodeSize;
    }

    private static int CountBefore(Listpack listpack, int place)
    {
        var count = 0;
        for (var at = Listpack.First; at < place; at = listpack.Next(at))
        {
            count++;
        }

        return count;
    }

    private static bool HasRoom(Node node, int added, int nodeSize) =>
        node.Count == 0 || Allows(node.Listpack.TotalBytes, node.Count, added, nodeSize);

    /// <summary>The listpack of a node that is about to change, or a copy of it where a snapshot has yet to read it.</summary>
    private Listpack Own(Node node) => IsKept(node) ? Listpack.From(node.Listpack.Bytes) : node.Listpack;

    private void Free(Node node)
    {
        if (!IsKept(node))
        {
            Listpack.Free(node.Block);
        }
    }

    private bool IsKept(Node node) => node.SharedAs > 0 && _snapshot is not null && _snapshot.Keeps(node.SharedAs - 1);

    private ref Node NodeAt(int number) => ref _nodes[(_first + number) & (_nodes.Length - 1)];

    private void RemoveFrom(int number, int place, int count)
    {
        ref var node = ref NodeAt(number);
        if (count == node.Count)
        {
            RemoveNodes(number, 1);
            return;
        }

        node = new Node(Own(node).Remove(place, count).Block, node.Count - count);
        Count -= count;
    }

    /// <summary>Moves what begins at a place into a node of its own behind; nothing when that is all, or none.</summary>
    private void SplitNode(int number, int place)
    {
        var node = NodeAt(number);
        if (place == Listpack.First || place == node.Listpack.End)
        {
            return;
        }

        var before = CountBefore(node.Listpack, place);
        var right = Listpack.From(node.Listpack.Bytes).Remove(Listpack.First, before);
        var left = Own(node).Remove(place, node.Count - before);
        NodeAt(number) = new Node(left.Block, before);
        InsertNode(number + 1, new Node(right.Block, node.Count - before));
    }

    private void InsertNode(int number, Node node)
    {
        if (NodeCount == _nodes.Length)
        {
            SetCapacity(_nodes.Length * 2);
        }

        // The shorter side makes room.
        if (number < NodeCount / 2 || number == 0)
        {
            _first = (_first - 1) & (_nodes.Length - 1);
            NodeCount++;
            for (var i = 0; i < number; i++)
            {
                NodeAt(i) = NodeAt(i + 1);
            }
        }
        else
        {
            NodeCount++;
            for (var i = NodeCount - 1; i > number; i--)
            {
                NodeAt(i) = NodeAt(i - 1);
            }
        }

        NodeAt(number) = node;
    }

    /// <summary>Removes nodes with all that is in them. The shorter side closes the gap.</summary>
    private void RemoveNodes(int number, int count)
    {
        for (var i = number; i < number + count; i++)
        {
            Count -= NodeAt(i).Count;
            Free(NodeAt(i));
        }

        var behind = NodeCount - number - count;
        if (number < behind)
        {
            for (var i = number - 1; i >= 0; i--)
            {
                NodeAt(i + count) = NodeAt(i);
            }

            _first = (_first + count) & (_nodes.Length - 1);
        }
        else
        {
            for (var i = number; i < number + behind; i++)
            {
                NodeAt(i) = NodeAt(i + count);
            }
        }

        NodeCount -= count;
        if (_nodes.Length > FirstCapacity && NodeCount <= _nodes.Length / SpareFactor)
        {
            SetCapacity((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(FirstCapacity, NodeCount * 2)));
        }
    }

    private void SetCapacity(int capacity)
    {
        var nodes = new Node[capacity];
        for (var i = 0; i < NodeCount; i++)
        {
            nodes[i] = NodeAt(i);
        }

        _nodes = nodes;
        _first = 0;
    }

    /// <summary>A listpack of the row.</summary>
    /// <param name="Block">The listpack.</param>
    /// <param name="Count">How many elements it has.</param>
    /// <param name="SharedAs">Its number, from 1, among those that the last snapshot was given; 0 when it is newer.</param>
    private readonly record struct Node(Address Block, int Count, int SharedAs = 0)
    {
        public Listpack Listpack => new(Block);
    }
}

/// <summary>A snapshot that reads the nodes of a list.</summary>
internal interface IListSnapshot
{
    /// <summary>A node is about to change or to go. Answers whether the snapshot has yet to read it, and frees it then.</summary>
    bool Keeps(int node);
}

/// <summary>Where an element of a list is.</summary>
/// <param name="Node">The number of the listpack.</param>
/// <param name="Place">The place in it.</param>
internal readonly record struct ListPosition(int Node, int Place)
{
    /// <summary>Behind the last element, or before the first.</summary>
    public static ListPosition End { get; } = new(-1, -1);

    public bool IsEnd => Node < 0;
}
