using RaftNode.Persistence.Rdb.Legacy;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Persistence.Rdb;

/// <summary>Reads values of every encoding that Redis 7.0 reads, and trusts none of it.</summary>
/// <remarks>What is read is held as it would be if commands had stored it, by the settings of now.</remarks>
internal sealed class RdbValueReader(RdbReader reader, StoreState state, StoreSettings settings)
{
    /// <summary>Reads the value that follows into a key that is not there yet.</summary>
    /// <returns>The entry; none when the value is a collection of nothing, which no key may hold.</returns>
    /// <exception cref="RdbException">It is damaged, ends too early, or is of a type that this server does not have. The key is not there.</exception>
    public Entry Read(RdbType type, Keyspace database, ReadOnlySpan<byte> key)
    {
        var place = database.Locate(key);
        state.IsLoading = true;
        try
        {
            var entry = Read(type, new Target(database, place, key));
            if (IsEmpty(entry))
            {
                database.Remove(key);
                return Entry.None;
            }

            return entry;
        }
        catch (RdbException)
        {
            database.Remove(key);
            throw;
        }
        finally
        {
            state.IsLoading = false;
        }
    }

    private Entry Read(RdbType type, in Target target) => type switch
    {
        RdbType.String => target.Database.SetString(target.Place, target.Key, reader.ReadString()),
        RdbType.List => ReadList(target),
        RdbType.ListZiplist => ReadListOfZiplists(target, count: 1),
        RdbType.ListQuicklist => ReadListOfZiplists(target, reader.ReadLength()),
        RdbType.ListQuicklist2 => ReadListOfNodes(target),
        RdbType.Set => ReadSet(target),
        RdbType.SetIntset => ReadIntset(target),
        RdbType.Hash => ReadHash(target),
        RdbType.HashListpack => HashOf(ReadListpack(), target),
        RdbType.HashZiplist => HashOf(ReadZiplist(), target),
        RdbType.HashZipmap => HashOf(ReadZipmap(), target),
        RdbType.SortedSet or RdbType.SortedSet2 => ReadSortedSet(target, hasBinaryScores: type == RdbType.SortedSet2),
        RdbType.SortedSetListpack => SortedSetOf(ReadListpack(), target),
        RdbType.SortedSetZiplist => SortedSetOf(ReadZiplist(), target),
        RdbType.Stream or RdbType.Stream2 => throw reader.Problem("It is a stream, which this server does not have"),
        RdbType.Module or RdbType.Module2 => throw reader.Problem("It belongs to a module, which this server does not have"),
        _ => throw reader.Problem($"It is of the unknown type {(int)type}"),
    };

    private Entry ReadIntset(in Target target)
    {
        var bytes = reader.ReadString();
        if (!Intset.IsValid(bytes))
        {
            throw reader.Problem("An intset is damaged");
        }

        var entry = target.SetBlock(DataType.Set, DataEncoding.Intset, Intset.From(bytes).Block);
        new SetValue(entry, state.Objects).FitInto(settings);
        return entry;
    }

    private Entry ReadSet(in Target target)
    {
        var set = SetValue.Create(target.Database, target.Place, target.Key, state.Objects);
        for (var left = reader.ReadLength(); left > 0; left--)
        {
            if (!set.Add(reader.ReadString(), settings))
            {
                throw reader.Problem("A set has a member twice");
            }
        }

        return set.Entry;
    }

    private Entry ReadHash(in Target target)
    {
        var entry = target.SetBlock(DataType.Hash, DataEncoding.Listpack, Listpack.Create().Block);
        var hash = new HashValue(entry, state.Objects);
        for (var left = reader.ReadLength(); left > 0; left--)
        {
            var field = reader.ReadString().ToArray();
            if (!hash.Set(field, reader.ReadString(), settings))
            {
                throw reader.Problem("A hash has a field twice");
            }
        }

        return entry;
    }

    private Entry HashOf(Listpack pairs, in Target target)
    {
        var entry = target.SetBlock(DataType.Hash, DataEncoding.Listpack, pairs.Block);
        LoadedPairs.CheckHash(pairs, reader);
        new HashValue(entry, state.Objects).FitInto(settings);
        return entry;
    }

    private Entry ReadList(in Target target)
    {
        var list = ListValue.Create(target.Database, target.Place, target.Key, state.Objects);
        for (var left = reader.ReadLength(); left > 0; left--)
        {
            list.Push(ListEnd.Right, reader.ReadString(), settings);
        }

        return list.Entry;
    }

    private Entry ReadListOfZiplists(in Target target, ulong count)
    {
        var entry = CreateList(target, out var list);
        for (; count > 0; count--)
        {
            Append(list, ReadZiplist());
        }

        new ListValue(entry, state.Objects).BecomeSmall();
        return entry;
    }

    private Entry ReadListOfNodes(in Target target)
    {
        var entry = CreateList(target, out var list);
        for (var left = reader.ReadLength(); left > 0; left--)
        {
            var node = (RdbNode)reader.ReadLength();
            Append(list, node switch
            {
                RdbNode.Packed => ReadListpack(),
                RdbNode.Plain => ReadPlainNode(),
                _ => throw reader.Problem($"A node of a list is of the unknown kind {(int)node}"),
            });
        }

        new ListValue(entry, state.Objects).BecomeSmall();
        return entry;
    }

    private static Entry CreateList(in Target target, out Quicklist list)
    {
        list = new Quicklist();
        return target.SetObject(DataType.List, DataEncoding.Quicklist, list);
    }

    /// <summary>Files have nodes of nothing, from servers of old.</summary>
    private static void Append(Quicklist list, Listpack node)
    {
        if (node.Count > 0)
        {
            list.Append(node);
        }
        else
        {
            Listpack.Free(node.Block);
        }
    }

    private Entry ReadSortedSet(in Target target, bool hasBinaryScores)
    {
        var members = new RankedSet();
        try
        {
            for (var left = reader.ReadLength(); left > 0; left--)
            {
                AddMember(members, hasBinaryScores);
            }
        }
        catch (RdbException)
        {
            members.Free();
            throw;
        }

        return Store(members, target);
    }

    private void AddMember(RankedSet members, bool hasBinaryScores)
    {
        var member = reader.ReadString().ToArray();
        var score = hasBinaryScores ? reader.ReadDouble() : LoadedScore.ReadText(reader);
        if (double.IsNaN(score))
        {
            throw reader.Problem("A sorted set has a score that is no number");
        }

        if (!members.Find(member, out var hash).IsNone)
        {
            throw reader.Problem("A sorted set has a member twice");
        }

        members.Add(member, hash, score);
    }

    private Entry SortedSetOf(Listpack pairs, in Target target)
    {
        var entry = target.SetBlock(DataType.SortedSet, DataEncoding.Listpack, pairs.Block);
        LoadedPairs.CheckSortedSet(pairs, reader);
        return pairs.Count / 2 <= settings.ZsetMaxListpackEntries && pairs.TotalBytes <= settings.MaxPackedBytes
            ? entry
            : Store(LoadedPairs.MembersOf(pairs), target.Again());
    }

    private Entry Store(RankedSet members, in Target target)
    {
        ZsetValue.Store(target.Database, target.Place, target.Key, members, settings);
        return target.Again().Place.Entry;
    }

    private Listpack ReadListpack()
    {
        var bytes = reader.ReadString();
        return Listpack.IsValid(bytes) ? Listpack.From(bytes) : throw reader.Problem("A listpack is damaged");
    }

    /// <summary>A node that is one large element. It is read first: should that fail there is nothing yet that would have to be freed.</summary>
    private Listpack ReadPlainNode()
    {
        var element = reader.ReadString();
        return Listpack.Create().Append(element);
    }

    private Listpack ReadZiplist()
    {
        var ziplist = new Ziplist(reader.ReadString());
        var listpack = Listpack.Create();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        while (ziplist.MoveNext())
        {
            listpack = listpack.Append(ziplist.Current.Text(scratch));
        }

        return Whole(listpack, ziplist.IsDamaged, "A ziplist is damaged");
    }

    private Listpack ReadZipmap()
    {
        var zipmap = new Zipmap(reader.ReadString());
        var listpack = Listpack.Create();
        while (zipmap.MoveNext())
        {
            listpack = listpack.Append(zipmap.Field).Append(zipmap.Value);
        }

        return Whole(listpack, zipmap.IsDamaged, "A zipmap is damaged");
    }

    private Listpack Whole(Listpack listpack, bool isDamaged, string problem)
    {
        if (!isDamaged)
        {
            return listpack;
        }

        Listpack.Free(listpack.Block);
        throw reader.Problem(problem);
    }

    private bool IsEmpty(Entry entry) => entry.Encoding switch
    {
        DataEncoding.Listpack => new Listpack(entry.ValueBlock).Count == 0,
        DataEncoding.Intset => new Intset(entry.ValueBlock).Count == 0,
        _ => entry.IsObject && state.Objects[entry.ObjectNumber].Pieces == 0,
    };

    /// <summary>Where a value goes.</summary>
    private readonly ref struct Target(Keyspace database, KeyPlace place, ReadOnlySpan<byte> key)
    {
        public Keyspace Database { get; } = database;

        public KeyPlace Place { get; } = place;

        public ReadOnlySpan<byte> Key { get; } = key;

        public Entry SetBlock(DataType type, DataEncoding encoding, Store.Memory.Address block) =>
            Database.SetBlock(Place, Key, type, encoding, block);

        public Entry SetObject(DataType type, DataEncoding encoding, IStoredValue value) =>
            Database.SetObject(Place, Key, type, encoding, value);

        /// <summary>The same key, now that it holds something.</summary>
        public Target Again() => new(Database, Database.Locate(Key), Key);
    }
}
