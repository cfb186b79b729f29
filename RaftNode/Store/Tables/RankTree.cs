using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>
/// Blocks in the order of a score, and of their keys where scores are equal. Each is found by its place in that order, and its place by the
/// block, in logarithmic time.
/// </summary>
/// <remarks>
/// A B+ tree whose inner nodes know how many blocks are below each child. Scores stand in the nodes, so that only equal ones make a
/// search look into blocks. Two nodes that stand side by side are linked in the leaves only.
/// </remarks>
/// <typeparam name="TLayout">Reads the key of a block.</typeparam>
internal sealed unsafe class RankTree<TLayout>
    where TLayout : struct, IBlockLayout
{
    private RankNode* _root = RankNode.Create(isLeaf: true);

    /// <summary>How many blocks it has.</summary>
    public int Count { get; private set; }

    /// <summary>What its nodes take of memory.</summary>
    public long Bytes => RankNode.BytesOfAll(_root);

    /// <summary>Adds a block that is not here.</summary>
    public void Add(double score, Address block)
    {
        var sibling = Add(_root, score, block);
        if (sibling != null)
        {
            var root = RankNode.Create(isLeaf: false);
            root->Insert(0, _root);
            root->Insert(1, sibling);
            _root = root;
        }

        Count++;
    }

    /// <summary>Removes a block, which is here with this score.</summary>
    public void Remove(double score, Address block)
    {
        Remove(_root, score, block);
        while (!_root->IsLeaf && _root->Count == 1)
        {
            var root = _root->Child(0);
            RankNode.Free(_root);
            _root = root;
        }

        Count--;
    }

    /// <summary>How many blocks come before a score and key.</summary>
    public int RankOf(double score, ReadOnlySpan<byte> key) => Rank(score, key, passesEqual: false);

    /// <summary>How many blocks have a lower score, or an equal one as well.</summary>
    public int CountBelow(double score, bool orEqual)
    {
        var rank = 0;
        var node = _root;
        while (true)
        {
            var position = 0;
            while (position < node->Count && (orEqual ? node->Scores[position] <= score : node->Scores[position] < score))
            {
                position++;
            }

            if (node->IsLeaf)
            {
                return rank + position;
            }

            // The border is in the last child that begins before it.
            position = Math.Max(0, position - 1);
            rank += SizeBefore(node, position);
            node = node->Child(position);
        }
    }

    /// <summary>How many blocks have a lower key, or an equal one as well, where all scores are equal.</summary>
    public int CountBelow(ReadOnlySpan<byte> key, bool orEqual) => Count == 0 ? 0 : Rank(_root->Scores[0], key, orEqual);

    /// <summary>Walks from the block of a rank on, or back.</summary>
    public RankCursor At(int rank)
    {
        if (rank < 0 || rank >= Count)
        {
            return default;
        }

        var node = _root;
        while (!node->IsLeaf)
        {
            var position = 0;
            while (rank >= node->Sizes[position])
            {
                rank -= node->Sizes[position++];
            }

            node = node->Child(position);
        }

        return new RankCursor(node, rank);
    }

    /// <summary>Gives the memory of the tree back, not that of the blocks. It is not to be used any more.</summary>
    public void Free() => RankNode.FreeAll(_root);

    private static int SizeBefore(RankNode* node, int position)
    {
        var size = 0;
        for (var i = 0; i < position; i++)
        {
            size += node->Sizes[i];
        }

        return size;
    }

    /// <summary>Below 0 when the block at a position comes before score and key, 0 when it is theirs.</summary>
    private static int Compare(RankNode* node, int position, double score, ReadOnlySpan<byte> key)
    {
        var other = node->Scores[position];
        return other < score ? -1 : other > score ? 1 : TLayout.KeyOf(node->Block(position)).SequenceCompareTo(key);
    }

    /// <summary>The first position whose block does not come before score and key.</summary>
    private static int Search(RankNode* node, double score, ReadOnlySpan<byte> key, bool passesEqual)
    {
        var low = 0;
        var high = node->Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = Compare(node, middle, score, key);
            if (order < 0 || (order == 0 && passesEqual))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The child that has, or would have, score and key: the last one that does not begin after them.</summary>
    private static int SearchChild(RankNode* node, double score, ReadOnlySpan<byte> key) =>
        Math.Max(0, Search(node, score, key, passesEqual: true) - 1);

    private static RankNode* Add(RankNode* node, double score, Address block)
    {
        var key = TLayout.KeyOf(block);
        if (node->IsLeaf)
        {
            var position = Search(node, score, key, passesEqual: false);
            if (node->Count < RankNode.Capacity)
            {
                node->Insert(position, score, block);
                return null;
            }

            var right = Split(node, position);
            if (position <= node->Count && node->Count < RankNode.Capacity)
            {
                node->Insert(position, score, block);
            }
            else
            {
                right->Insert(position - node->Count, score, block);
            }

            return right;
        }

        var at = SearchChild(node, score, key);
        var sibling = Add(node->Child(at), score, block);
        node->Refresh(at);
        if (sibling == null)
        {
            return null;
        }

        if (node->Count < RankNode.Capacity)
        {
            node->Insert(at + 1, sibling);
            return null;
        }

        var half = Split(node, at + 1);
        if (at + 1 <= node->Count && node->Count < RankNode.Capacity)
        {
            node->Insert(at + 1, sibling);
        }
        else
        {
            half->Insert(at + 1 - node->Count, sibling);
        }

        return half;
    }

    /// <summary>Moves the upper half into a new node. When the next one goes to the end more will follow there, and as little as can be moves.</summary>
    private static RankNode* Split(RankNode* node, int position)
    {
        // An inner node has at least two children, so that each has a neighbour to be merged with and no leaf is ever empty.
        var right = RankNode.Create(node->IsLeaf);
        var kept = position == node->Count ? node->Count - (node->IsLeaf ? 0 : 1) : node->Count / 2;
        node->MoveTo(right, kept, node->Count - kept);
        if (node->IsLeaf)
        {
            right->Next = node->Next;
            right->Previous = node;
            if (node->Next != null)
            {
                node->Next->Previous = right;
            }

            node->Next = right;
        }

        return right;
    }

    private static void Remove(RankNode* node, double score, Address block)
    {
        var key = TLayout.KeyOf(block);
        if (node->IsLeaf)
        {
            var position = Search(node, score, key, passesEqual: false);
            if (position == node->Count || node->Block(position) != block)
            {
                throw new InvalidOperationException("A block is not in the tree that it was to be taken from: this is a defect of the store.");
            }

            node->Remove(position);
            return;
        }

        var at = SearchChild(node, score, key);
        var child = node->Child(at);
        Remove(child, score, block);
        if (child->Count >= RankNode.LeastCount)
        {
            node->Refresh(at);
        }
        else
        {
            Rebalance(node, at);
        }
    }

    /// <summary>Makes a child that has become small one with its neighbour, or gives it half of what both have.</summary>
    private static void Rebalance(RankNode* node, int position)
    {
        var first = Math.Max(0, position - 1);
        var left = node->Child(first);
        var right = node->Child(first + 1);
        var total = left->Count + right->Count;
        if (total <= RankNode.Capacity)
        {
            right->MoveTo(left, 0, right->Count);
            Unlink(left, right);
            RankNode.Free(right);
            node->Remove(first + 1);
            node->Refresh(first);
            return;
        }

        if (left->Count < right->Count)
        {
            right->MoveTo(left, 0, (total / 2) - left->Count);
        }
        else
        {
            left->MoveToFront(right, (total / 2) - right->Count);
        }

        node->Refresh(first);
        node->Refresh(first + 1);
    }

    private static void Unlink(RankNode* left, RankNode* right)
    {
        if (left->IsLeaf)
        {
            left->Next = right->Next;
            if (right->Next != null)
            {
                right->Next->Previous = left;
            }
        }
    }

    private int Rank(double score, ReadOnlySpan<byte> key, bool passesEqual)
    {
        var rank = 0;
        var node = _root;
        while (!node->IsLeaf)
        {
            var position = SearchChild(node, score, key);
            rank += SizeBefore(node, position);
            node = node->Child(position);
        }

        return rank + Search(node, score, key, passesEqual);
    }
}
