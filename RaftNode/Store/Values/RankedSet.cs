using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>A large sorted set: members by name, and in the order of their scores.</summary>
/// <remarks>A block is <c>score (8), length (4), member</c>.</remarks>
internal sealed class RankedSet : IStoredTable
{
    private const int HeaderBytes = 12;

    private readonly HashIndex<ScoredLayout> _members = new();
    private readonly RankTree<ScoredLayout> _order = new();

    public int Count => _members.Count;

    public int Pieces => Count;

    public IIndexWatcher? Watcher
    {
        set => _members.Watcher = value;
    }

    /// <summary>The member of a block.</summary>
    public static ReadOnlySpan<byte> MemberOf(Address block) => ScoredLayout.KeyOf(block);

    /// <summary>The score of a block.</summary>
    public static double ScoreOf(Address block) => block.Field<double>(0);

    /// <summary>The block of a member, or none, and the hash of the member.</summary>
    public Address Find(ReadOnlySpan<byte> member, out ulong hash)
    {
        hash = HashIndex<ScoredLayout>.HashOf(member);
        return _members.Find(member, hash);
    }

    /// <summary>Adds a member that is not here.</summary>
    public void Add(ReadOnlySpan<byte> member, double score) => Add(member, HashIndex<ScoredLayout>.HashOf(member), score);

    /// <summary>Adds a member that was looked for and is not here.</summary>
    public void Add(ReadOnlySpan<byte> member, ulong hash, double score)
    {
        var block = Heap.Allocate(HeaderBytes + member.Length);
        block.Field<double>(0) = score;
        block.Field<int>(sizeof(double)) = member.Length;
        member.CopyTo(block.Span(HeaderBytes + member.Length)[HeaderBytes..]);
        _members.Add(block, hash);
        _order.Add(score, block);
    }

    /// <summary>Gives the member of a block another score.</summary>
    public void SetScore(Address block, double score)
    {
        _members.BeginChange(block);
        _order.Remove(ScoreOf(block), block);
        block.Field<double>(0) = score;
        _order.Add(score, block);
        _members.EndChange(block);
    }

    /// <summary>Removes a block.</summary>
    public void Remove(Address block)
    {
        _order.Remove(ScoreOf(block), block);
        _members.Remove(block, HashIndex<ScoredLayout>.HashOf(MemberOf(block)));
        Free(block);
    }

    /// <summary>The place of a block in the order, from 0.</summary>
    public int RankOf(Address block) => _order.RankOf(ScoreOf(block), MemberOf(block));

    /// <inheritdoc cref="RankTree{TLayout}.CountBelow(double, bool)"/>
    public int CountBelow(double score, bool orEqual) => _order.CountBelow(score, orEqual);

    /// <inheritdoc cref="RankTree{TLayout}.CountBelow(ReadOnlySpan{byte}, bool)"/>
    public int CountBelow(ReadOnlySpan<byte> member, bool orEqual) => _order.CountBelow(member, orEqual);

    /// <inheritdoc cref="RankTree{TLayout}.At"/>
    public RankCursor At(int rank) => _order.At(rank);

    /// <inheritdoc cref="HashIndex{TLayout}.Scan"/>
    public ulong Scan(ulong cursor, List<Address> visited) => _members.Scan(cursor, visited);

    public ulong ScanOnce(ulong cursor, List<Address> visited) => _members.ScanOnce(cursor, visited);

    public IStoredValue Copy()
    {
        var copy = new RankedSet();
        Blocks.ForEach(_members.Scan, block => copy.Add(MemberOf(block), ScoreOf(block)));
        return copy;
    }

    public long BytesTaken(long samples) => _members.Bytes + _order.Bytes + SampledBytes.Of(_members.Scan, Count, samples, BytesOf);

    public void Free()
    {
        Blocks.ForEach(_members.Scan, Free);
        _members.Free();
        _order.Free();
    }

    private static void Free(Address block) => Heap.Free(block, BytesOf(block));

    private static int BytesOf(Address block) => HeaderBytes + block.Field<int>(sizeof(double));

    private readonly struct ScoredLayout : IBlockLayout
    {
        public static ReadOnlySpan<byte> KeyOf(Address block) =>
            block.Span(HeaderBytes + block.Field<int>(sizeof(double)))[HeaderBytes..];
    }
}
