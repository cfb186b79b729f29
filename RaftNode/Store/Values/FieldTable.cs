using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>A large hash: fields and their values.</summary>
/// <remarks>A block is <c>field length (4), value length (4), field, value</c>.</remarks>
internal sealed class FieldTable : IStoredTable
{
    private const int HeaderBytes = 8;

    private readonly HashIndex<FieldLayout> _index = new();

    public int Count => _index.Count;

    public int Pieces => Count;

    public IIndexWatcher? Watcher
    {
        set => _index.Watcher = value;
    }

    /// <summary>The field of a block.</summary>
    public static ReadOnlySpan<byte> FieldOf(Address block) => FieldLayout.KeyOf(block);

    /// <summary>The value of a block.</summary>
    public static ReadOnlySpan<byte> ValueOf(Address block)
    {
        var start = HeaderBytes + block.Field<int>(0);
        return block.Span(start + block.Field<int>(sizeof(int)))[start..];
    }

    /// <summary>The block of a field, or none.</summary>
    public Address Find(ReadOnlySpan<byte> field) => _index.Find(field, HashIndex<FieldLayout>.HashOf(field));

    /// <summary>Sets a field; answers whether it is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        var hash = HashIndex<FieldLayout>.HashOf(field);
        var old = _index.Find(field, hash);
        if (old.IsNone)
        {
            var block = Heap.Allocate(checked(HeaderBytes + field.Length + value.Length));
            block.Field<int>(0) = field.Length;
            field.CopyTo(block.Span(HeaderBytes + field.Length)[HeaderBytes..]);
            SetValue(block, value);
            _index.Add(block, hash);
            return true;
        }

        _index.BeginChange(old);
        var oldBytes = BytesOf(old);
        var newBytes = checked(HeaderBytes + field.Length + value.Length);
        var changed = oldBytes == newBytes ? old : Heap.Resize(old, oldBytes, newBytes);
        SetValue(changed, value);
        _index.EndChange(old, changed, hash);
        return false;
    }

    /// <summary>Removes a field; answers whether it was here.</summary>
    public bool Remove(ReadOnlySpan<byte> field)
    {
        var hash = HashIndex<FieldLayout>.HashOf(field);
        var block = _index.Find(field, hash);
        if (block.IsNone)
        {
            return false;
        }

        _index.Remove(block, hash);
        Heap.Free(block, BytesOf(block));
        return true;
    }

    /// <inheritdoc cref="HashIndex{TLayout}.Scan"/>
    public ulong Scan(ulong cursor, List<Address> visited) => _index.Scan(cursor, visited);

    public ulong ScanOnce(ulong cursor, List<Address> visited) => _index.ScanOnce(cursor, visited);

    /// <inheritdoc cref="HashIndex{TLayout}.Pick"/>
    public Address Pick(Random random) => _index.Pick(random.Next);

    public IStoredValue Copy()
    {
        var copy = new FieldTable();
        Blocks.ForEach(_index.Scan, block => copy.Set(FieldOf(block), ValueOf(block)));
        return copy;
    }

    public long BytesTaken(long samples) => _index.Bytes + SampledBytes.Of(_index.Scan, Count, samples, BytesOf);

    public void Free()
    {
        Blocks.ForEach(_index.Scan, static block => Heap.Free(block, BytesOf(block)));
        _index.Free();
    }

    private static int BytesOf(Address block) => HeaderBytes + block.Field<int>(0) + block.Field<int>(sizeof(int));

    private static void SetValue(Address block, ReadOnlySpan<byte> value)
    {
        block.Field<int>(sizeof(int)) = value.Length;
        var start = HeaderBytes + block.Field<int>(0);
        value.CopyTo(block.Span(start + value.Length)[start..]);
    }

    private readonly struct FieldLayout : IBlockLayout
    {
        public static ReadOnlySpan<byte> KeyOf(Address block) => block.Span(HeaderBytes + block.Field<int>(0))[HeaderBytes..];
    }
}
