using System.Runtime.InteropServices;
using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>A node of a <see cref="RankTree{TLayout}"/>: blocks with their scores in a leaf, children with their first blocks and sizes above.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RankNode
{
    /// <summary>Enough that a million blocks need four levels, few enough that to shift them costs nothing.</summary>
    public const int Capacity = 32;

    /// <summary>A node with fewer is merged with a neighbour, or takes from it.</summary>
    public const int LeastCount = Capacity / 4;

    /// <summary>A leaf ends where the children of an inner node would begin.</summary>
    private static readonly int LeafBytes = OffsetOfChildren();

    public int Count;
    public bool IsLeaf;
    public RankNode* Next;
    public RankNode* Previous;
    public fixed double Scores[Capacity];
    private fixed long _blocks[Capacity];
    private fixed long _children[Capacity];
    public fixed int Sizes[Capacity];

    public readonly Address Block(int position) => new((nint)_blocks[position]);

    public readonly RankNode* Child(int position) => (RankNode*)_children[position];

    /// <summary>How many blocks there are below.</summary>
    public readonly int Size
    {
        get
        {
            if (IsLeaf)
            {
                return Count;
            }

            var size = 0;
            for (var i = 0; i < Count; i++)
            {
                size += Sizes[i];
            }

            return size;
        }
    }

    public static RankNode* Create(bool isLeaf)
    {
        var node = (RankNode*)Heap.Allocate(BytesOf(isLeaf)).Value;
        node->Count = 0;
        node->IsLeaf = isLeaf;
        node->Next = null;
        node->Previous = null;
        return node;
    }

    public static void Free(RankNode* node) => Heap.Free(new Address((nint)node), BytesOf(node->IsLeaf));

    /// <summary>What a node and all below take of memory. All leaves are as far below, so that one tells of its neighbours.</summary>
    public static long BytesOfAll(RankNode* node)
    {
        long bytes = Heap.Taken(BytesOf(node->IsLeaf));
        if (!node->IsLeaf && node->Child(0)->IsLeaf)
        {
            return bytes + (node->Count * (long)Heap.Taken(LeafBytes));
        }

        for (var i = 0; !node->IsLeaf && i < node->Count; i++)
        {
            bytes += BytesOfAll(node->Child(i));
        }

        return bytes;
    }

    /// <summary>Frees a node and all below; the blocks are not touched.</summary>
    public static void FreeAll(RankNode* node)
    {
        for (var i = 0; !node->IsLeaf && i < node->Count; i++)
        {
            FreeAll(node->Child(i));
        }

        Free(node);
    }

    /// <summary>Puts a block at a position of a leaf that has room.</summary>
    public void Insert(int position, double score, Address block)
    {
        Open(position);
        Set(position, score, block);
    }

    /// <summary>Puts a child at a position of an inner node that has room.</summary>
    public void Insert(int position, RankNode* child)
    {
        Open(position);
        Set(position, child);
    }

    public void Set(int position, double score, Address block)
    {
        Scores[position] = score;
        _blocks[position] = block.Value;
    }

    /// <summary>Notes a child with its first block and its size.</summary>
    public void Set(int position, RankNode* child)
    {
        _children[position] = (long)child;
        Refresh(position);
    }

    /// <summary>Notes again what the first block of a child and its size are.</summary>
    public void Refresh(int position)
    {
        var child = Child(position);
        Set(position, child->Scores[0], child->Block(0));
        Sizes[position] = child->Size;
    }

    public void Remove(int position)
    {
        Count--;
        Move(position + 1, position, Count - position);
    }

    /// <summary>Moves what begins at a position to the end of another node.</summary>
    public void MoveTo(RankNode* target, int position, int count)
    {
        for (var i = 0; i < count; i++)
        {
            target->Scores[target->Count + i] = Scores[position + i];
            target->_blocks[target->Count + i] = _blocks[position + i];
            if (!IsLeaf)
            {
                target->_children[target->Count + i] = _children[position + i];
                target->Sizes[target->Count + i] = Sizes[position + i];
            }
        }

        target->Count += count;
        Count -= count;
        Move(position + count, position, Count - position);
    }

    /// <summary>Moves the last ones before the first of another node.</summary>
    public void MoveToFront(RankNode* target, int count)
    {
        target->Count += count;
        target->Move(0, count, target->Count - count);
        Count -= count;
        for (var i = 0; i < count; i++)
        {
            target->Scores[i] = Scores[Count + i];
            target->_blocks[i] = _blocks[Count + i];
            if (!IsLeaf)
            {
                target->_children[i] = _children[Count + i];
                target->Sizes[i] = Sizes[Count + i];
            }
        }
    }

    private static int OffsetOfChildren()
    {
        RankNode node;
        return (int)((byte*)node._children - (byte*)&node);
    }

    private static int BytesOf(bool isLeaf) => isLeaf ? LeafBytes : sizeof(RankNode);

    private void Open(int position)
    {
        Move(position, position + 1, Count - position);
        Count++;
    }

    private void Move(int from, int to, int count)
    {
        fixed (double* scores = Scores)
        fixed (long* blocks = _blocks, children = _children)
        fixed (int* sizes = Sizes)
        {
            new Span<double>(scores + from, count).CopyTo(new Span<double>(scores + to, count));
            new Span<long>(blocks + from, count).CopyTo(new Span<long>(blocks + to, count));
            if (!IsLeaf)
            {
                new Span<long>(children + from, count).CopyTo(new Span<long>(children + to, count));
                new Span<int>(sizes + from, count).CopyTo(new Span<int>(sizes + to, count));
            }
        }
    }
}
