using System.Buffers.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>The set of an entry, an intset while it is small and has numbers only, else a table.</summary>
internal readonly struct SetValue(Entry entry, ObjectStore objects) : IElementValue<SetValue>
{
    public static DataType Type => DataType.Set;

    public static bool HasValues => false;

    public Entry Entry => entry;

    public int Count => IsSmall ? Small.Count : Table.Count;

    private bool IsSmall => entry.Encoding == DataEncoding.Intset;

    private Intset Small => new(entry.ValueBlock);

    private MemberTable Table => (MemberTable)objects[entry.ObjectNumber];

    public static SetValue Of(Entry entry, ObjectStore objects) => new(entry, objects);

    /// <summary>Makes a set in the place of whatever is there; it has no member yet, and is to get one.</summary>
    public static SetValue Create(Keyspace database, in KeyPlace place, ReadOnlySpan<byte> key, ObjectStore objects) =>
        new(database.SetBlock(place, key, DataType.Set, DataEncoding.Intset, Intset.Create().Block), objects);

    public bool Contains(ReadOnlySpan<byte> member) =>
        IsSmall ? StringValues.TryParseInteger(member, out var number) && Small.Contains(number) : Table.Contains(member);

    /// <summary>Adds a member; answers whether it is new.</summary>
    public bool Add(ReadOnlySpan<byte> member, StoreSettings settings)
    {
        var isNumber = StringValues.TryParseInteger(member, out var number);
        if (IsSmall && !isNumber)
        {
            BecomeTable();
        }

        if (!IsSmall)
        {
            return Table.Add(member);
        }

        if (Small.Add(number) is not { } grown)
        {
            return false;
        }

        entry.ValueBlock = grown.Block;
        FitInto(settings);
        return true;
    }

    /// <summary>Makes a set that has too many members to be small a table: as many as it has might come to be of 64 bits.</summary>
    public void FitInto(StoreSettings settings)
    {
        if (IsSmall && Count > Math.Min(settings.SetMaxIntsetEntries, settings.MaxPackedBytes / sizeof(long)))
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

        if (!StringValues.TryParseInteger(name, out var number) || Small.Remove(number) is not { } shrunk)
        {
            return false;
        }

        entry.ValueBlock = shrunk.Block;
        return true;
    }

    public void ForEach(ElementAction action)
    {
        if (IsSmall)
        {
            for (var i = 0; i < Small.Count; i++)
            {
                Visit(i, action);
            }
        }
        else
        {
            Blocks.ForEach(Table.Scan, block => action(MemberTable.MemberOf(block), default));
        }
    }

    public ulong Scan(ulong cursor, long count, ElementAction action)
    {
        if (IsSmall)
        {
            ForEach(action);
            return 0;
        }

        var visited = new List<Address>();
        var next = ScanRounds.Run(Table.Scan, cursor, count, visited);
        foreach (var block in visited)
        {
            action(MemberTable.MemberOf(block), default);
        }

        return next;
    }

    public void Pick(Random random, ElementAction action)
    {
        if (IsSmall)
        {
            Visit(random.Next(Small.Count), action);
        }
        else
        {
            action(MemberTable.MemberOf(Table.Pick(random)), default);
        }
    }

    private void Visit(int position, ElementAction action)
    {
        Span<byte> digits = stackalloc byte[StringValues.MaxIntegerBytes];
        Utf8Formatter.TryFormat(Small[position], digits, out var length);
        action(digits[..length], default);
    }

    private void BecomeTable()
    {
        var table = new MemberTable();
        ForEach((member, _) => table.Add(member));
        Intset.Free(entry.ValueBlock);
        entry.Become(DataType.Set, DataEncoding.Table);
        entry.ObjectNumber = objects.Add(table);
    }
}
