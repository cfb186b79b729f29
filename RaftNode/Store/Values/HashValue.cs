using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>The hash of an entry, in one listpack while it is small and in a table when it is large.</summary>
internal readonly struct HashValue(Entry entry, ObjectStore objects) : IElementValue<HashValue>
{
    public static DataType Type => DataType.Hash;

    public static bool HasValues => true;

    public int Count => IsSmall ? Small.Count / 2 : Table.Count;

    private bool IsSmall => entry.Encoding == DataEncoding.Listpack;

    private Listpack Small => new(entry.ValueBlock);

    private FieldTable Table => (FieldTable)objects[entry.ObjectNumber];

    public static HashValue Of(Entry entry, ObjectStore objects) => new(entry, objects);

    /// <summary>The value of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="scratch">Room for <see cref="PackedElement.ScratchBytes"/>, where a value that is held as a number is written to.</param>
    /// <param name="value">The value; it is gone when the hash changes.</param>
    public bool TryGet(ReadOnlySpan<byte> field, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (IsSmall)
        {
            var small = Small;
            var place = small.Find(field, step: 2);
            if (place < 0)
            {
                return false;
            }

            value = small[small.Next(place)].Text(scratch);
            return true;
        }

        var block = Table.Find(field);
        if (block.IsNone)
        {
            return false;
        }

        value = FieldTable.ValueOf(block);
        return true;
    }

    public bool Contains(ReadOnlySpan<byte> field) => IsSmall ? Small.Find(field, step: 2) >= 0 : !Table.Find(field).IsNone;

    /// <summary>Sets a field; answers whether it is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value, StoreSettings settings)
    {
        if (IsSmall && !IsSmallWith(field.Length, value.Length, settings))
        {
            BecomeTable();
        }

        if (!IsSmall)
        {
            return Table.Set(field, value);
        }

        var small = Small;
        var place = small.Find(field, step: 2);
        if (place >= 0)
        {
            entry.ValueBlock = small.Replace(small.Next(place), value).Block;
            return false;
        }

        entry.ValueBlock = small.Append(field).Append(value).Block;
        FitInto(settings);
        return true;
    }

    /// <summary>Makes a hash that is too large to be small a table.</summary>
    public void FitInto(StoreSettings settings)
    {
        if (IsSmall && (Count > settings.HashMaxListpackEntries || Small.TotalBytes > settings.MaxPackedBytes))
        {
            BecomeTable();
        }
    }

    public bool Remove(ReadOnlySpan<byte> name)
    {
        if (!IsSmall)
        {
            return Table.Remove(name);
        }

        var place = Small.Find(name, step: 2);
        if (place < 0)
        {
            return false;
        }

        entry.ValueBlock = Small.Remove(place, 2).Block;
        return true;
    }

    public void ForEach(ElementAction action)
    {
        if (IsSmall)
        {
            ForEachSmall(action);
        }
        else
        {
            Blocks.ForEach(Table.Scan, block => action(FieldTable.FieldOf(block), FieldTable.ValueOf(block)));
        }
    }

    public ulong Scan(ulong cursor, long count, ElementAction action)
    {
        if (IsSmall)
        {
            ForEachSmall(action);
            return 0;
        }

        var visited = new List<Address>();
        var table = Table;
        var next = ScanRounds.Run(table.Scan, cursor, count, visited);
        foreach (var block in visited)
        {
            action(FieldTable.FieldOf(block), FieldTable.ValueOf(block));
        }

        return next;
    }

    public void Pick(Random random, ElementAction action)
    {
        if (IsSmall)
        {
            Visit(Small.Seek(2L * random.Next(Count)), action);
            return;
        }

        var block = Table.Pick(random);
        action(FieldTable.FieldOf(block), FieldTable.ValueOf(block));
    }

    private bool IsSmallWith(int fieldBytes, int valueBytes, StoreSettings settings) =>
        Math.Max(fieldBytes, valueBytes) <= settings.HashMaxListpackValue && (long)Small.TotalBytes + fieldBytes + valueBytes <= settings.MaxPackedBytes;

    private void ForEachSmall(ElementAction action)
    {
        var small = Small;
        for (var place = Listpack.First; place < small.End; place = small.Next(small.Next(place)))
        {
            Visit(place, action);
        }
    }

    private void Visit(int place, ElementAction action)
    {
        Span<byte> field = stackalloc byte[PackedElement.ScratchBytes];
        Span<byte> value = stackalloc byte[PackedElement.ScratchBytes];
        var small = Small;
        action(small[place].Text(field), small[small.Next(place)].Text(value));
    }

    private void BecomeTable()
    {
        var table = new FieldTable();
        ForEachSmall((field, value) => table.Set(field, value));
        Listpack.Free(entry.ValueBlock);
        entry.Become(DataType.Hash, DataEncoding.Table);
        entry.ObjectNumber = objects.Add(table);
    }
}
