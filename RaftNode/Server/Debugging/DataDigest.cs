using System.Buffers.Binary;
using RaftNode.Store.Keys;
using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;

namespace RaftNode.Server.Debugging;

/// <summary>The digest of keys and values, which says nothing of how they are held. Keys whose time is over and that nobody has found yet count.</summary>
internal sealed class DataDigest(ObjectStore objects)
{
    private readonly Digest _value = new();
    private readonly Digest _element = new();

    /// <summary>The digest of all databases.</summary>
    public Digest Of(IReadOnlyList<Keyspace> databases)
    {
        var all = new Digest();
        foreach (var database in databases.Where(database => database.Count > 0))
        {
            AppendNumber(all, database.Number);
            Blocks.ForEach(database.Scan, block =>
            {
                var entry = new Entry(block);
                _value.Clear();
                _value.Append(entry.Key);
                Append(entry);
                all.Add(_value.Bytes);
            });
        }

        return all;
    }

    /// <summary>The digest of a value alone.</summary>
    public Digest Of(Entry entry)
    {
        _value.Clear();
        Append(entry);
        return _value;
    }

    private void Append(Entry entry)
    {
        AppendNumber(_value, (int)entry.Type);
        switch (entry.Type)
        {
            case DataType.String:
                Span<byte> digits = stackalloc byte[StringValues.MaxIntegerBytes];
                _value.Append(StringValues.TextOf(entry, digits));
                break;
            case DataType.List:
                AppendList(new ListValue(entry, objects));
                break;
            case DataType.Set:
                new SetValue(entry, objects).ForEach((member, _) => _value.Add(member));
                break;
            case DataType.Hash:
                new HashValue(entry, objects).ForEach(AddPair);
                break;
            case DataType.SortedSet:
                AddMembers(new ZsetValue(entry, objects));
                break;
        }

        if (entry.ExpiresAt != 0)
        {
            _value.Add("!!expire!!"u8);
        }
    }

    private void AppendList(ListValue list)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var cursor = list.CursorAt(list.Seek(ListEnd.Left)); !cursor.IsEnd; cursor.Next())
        {
            _value.Append(cursor.Current.Text(scratch));
        }
    }

    private void AddMembers(ZsetValue set)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        Span<byte> score = stackalloc byte[DoubleText.MaxBytes];
        for (var cursor = set.Walk(); !cursor.IsEnd; cursor.MoveNext())
        {
            AddPair(cursor.Member(scratch), score[..DoubleText.Format(cursor.Score, score)]);
        }
    }

    private void AddPair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _element.Clear();
        _element.Append(name);
        _element.Append(value);
        _value.Add(_element.Bytes);
    }

    private static void AppendNumber(Digest digest, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        digest.Append(bytes);
    }
}
