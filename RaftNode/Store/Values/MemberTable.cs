using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>A large set.</summary>
/// <remarks>A block is <c>length (4), member</c>.</remarks>
internal sealed class MemberTable : IStoredTable
{
    private const int HeaderBytes = 4;

    private readonly HashIndex<MemberLayout> _index = new();

    public int Count => _index.Count;

    public int Pieces => Count;

    public IIndexWatcher? Watcher
    {
        set => _index.Watcher = value;
    }

    /// <summary>The member of a block.</summary>
    public static ReadOnlySpan<byte> MemberOf(Address block) => MemberLayout.KeyOf(block);

    public bool Contains(ReadOnlySpan<byte> member) => !_index.Find(member, HashIndex<MemberLayout>.HashOf(member)).IsNone;

    /// <summary>Adds a member; answers whether it is new.</summary>
    public bool Add(ReadOnlySpan<byte> member)
    {
        var hash = HashIndex<MemberLayout>.HashOf(member);
        if (!_index.Find(member, hash).IsNone)
        {
            return false;
        }

        var block = Heap.Allocate(HeaderBytes + member.Length);
        block.Field<int>(0) = member.Length;
        member.CopyTo(block.Span(HeaderBytes + member.Length)[HeaderBytes..]);
        _index.Add(block, hash);
        return true;
    }

    /// <summary>Removes a member; answers whether it was here.</summary>
    public bool Remove(ReadOnlySpan<byte> member)
    {
        var hash = HashIndex<MemberLayout>.HashOf(member);
        var block = _index.Find(member, hash);
        if (block.IsNone)
        {
            return false;
        }

        _index.Remove(block, hash);
        Free(block);
        return true;
    }

    /// <inheritdoc cref="HashIndex{TLayout}.Scan"/>
    public ulong Scan(ulong cursor, List<Address> visited) => _index.Scan(cursor, visited);

    public ulong ScanOnce(ulong cursor, List<Address> visited) => _index.ScanOnce(cursor, visited);

    /// <inheritdoc cref="HashIndex{TLayout}.Pick"/>
    public Address Pick(Random random) => _index.Pick(random.Next);

    public IStoredValue Copy()
    {
        var copy = new MemberTable();
        Blocks.ForEach(_index.Scan, block => copy.Add(MemberOf(block)));
        return copy;
    }

    public long BytesTaken(long samples) => _index.Bytes + SampledBytes.Of(_index.Scan, Count, samples, BytesOf);

    public void Free()
    {
        Blocks.ForEach(_index.Scan, Free);
        _index.Free();
    }

    private static void Free(Address block) => Heap.Free(block, BytesOf(block));

    private static int BytesOf(Address block) => HeaderBytes + block.Field<int>(0);

    private readonly struct MemberLayout : IBlockLayout
    {
        public static ReadOnlySpan<byte> KeyOf(Address block) => block.Span(HeaderBytes + block.Field<int>(0))[HeaderBytes..];
    }
}
