using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;

namespace RaftNode.Persistence.Rdb;

/// <summary>Writes values. Those that are small are in Redis's own format already, and go out as they are.</summary>
internal static class RdbValues
{
    public static RdbType TypeOf(Entry entry) => (entry.Type, entry.Encoding) switch
    {
        (DataType.String, _) => RdbType.String,
        (DataType.List, _) => RdbType.ListQuicklist2,
        (DataType.Set, DataEncoding.Intset) => RdbType.SetIntset,
        (DataType.Set, _) => RdbType.Set,
        (DataType.Hash, DataEncoding.Listpack) => RdbType.HashListpack,
        (DataType.Hash, _) => RdbType.Hash,
        (DataType.SortedSet, DataEncoding.Listpack) => RdbType.SortedSetListpack,
        _ => RdbType.SortedSet2,
    };

    /// <summary>Writes the whole value of an entry.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="objects">The larger values.</param>
    /// <param name="written">Is called after each element of a large value, and at the end.</param>
    public static void Write(RdbWriter writer, Entry entry, ObjectStore objects, Action written)
    {
        switch (entry.Encoding)
        {
            case DataEncoding.Integer:
                writer.WriteNumber(entry.Number);
                break;
            case DataEncoding.Embedded or DataEncoding.Raw:
                writer.WriteString(entry.Bytes);
                break;
            case DataEncoding.Listpack when entry.Type == DataType.List:
                writer.WriteLength(1);
                WriteNode(writer, new Listpack(entry.ValueBlock));
                break;
            case DataEncoding.Listpack:
                writer.WriteString(new Listpack(entry.ValueBlock).Bytes);
                break;
            case DataEncoding.Intset:
                writer.WriteString(new Intset(entry.ValueBlock).Bytes);
                break;
            default:
                Write(writer, objects[entry.ObjectNumber], written);
                return;
        }

        written();
    }

    /// <summary>Writes the block of an element of a table, as <see cref="Write(RdbWriter, IStoredValue, Action)"/> does.</summary>
    public static void WriteElement(RdbWriter writer, IStoredValue table, Address block)
    {
        switch (table)
        {
            case FieldTable:
                writer.WriteString(FieldTable.FieldOf(block));
                writer.WriteString(FieldTable.ValueOf(block));
                break;
            case MemberTable:
                writer.WriteString(MemberTable.MemberOf(block));
                break;
            default:
                writer.WriteString(RankedSet.MemberOf(block));
                writer.WriteDouble(RankedSet.ScoreOf(block));
                break;
        }
    }

    /// <summary>Writes a node of a list.</summary>
    public static void WriteNode(RdbWriter writer, Listpack node)
    {
        writer.WriteLength((long)RdbNode.Packed);
        writer.WriteString(node.Bytes);
    }

    private static void Write(RdbWriter writer, IStoredValue value, Action written)
    {
        if (value is Quicklist list)
        {
            writer.WriteLength(list.NodeCount);
            for (var i = 0; i < list.NodeCount; i++)
            {
                WriteNode(writer, list[i]);
                written();
            }

            return;
        }

        writer.WriteLength(value.Pieces);
        Blocks.ForEach(ScanOf(value), block =>
        {
            WriteElement(writer, value, block);
            written();
        });
    }

    private static ScanStep ScanOf(IStoredValue table) => table switch
    {
        FieldTable fields => fields.Scan,
        MemberTable members => members.Scan,
        RankedSet ranked => ranked.Scan,
        _ => throw new InvalidOperationException($"No RDB file has a {table.GetType().Name}: this is a defect of the server."),
    };
}
