using RaftNode.Store.Keys;
using RaftNode.Store.Packed;

namespace RaftNode.Store.Values;

/// <summary>The list of an entry: one listpack while it fits into one, else a row of them.</summary>
/// <remarks>What is found in a list is gone when it changes: elements, positions and cursors.</remarks>
internal readonly struct ListValue(Entry entry, ObjectStore objects)
{
    public Entry Entry => entry;

    /// <summary>How many elements it has.</summary>
    public long Count => IsSmall ? Small.Count : Large.Count;

    /// <summary>In how many listpacks they are.</summary>
    public int NodeCount => IsSmall ? 1 : Large.NodeCount;

    /// <summary>How long these are together.</summary>
    public long NodeBytes
    {
        get
        {
            if (IsSmall)
            {
                return Small.TotalBytes;
            }

            var bytes = 0L;
            for (var i = 0; i < Large.NodeCount; i++)
            {
                bytes += Large[i].TotalBytes;
            }

            return bytes;
        }
    }

    private bool IsSmall => entry.Encoding == DataEncoding.Listpack;

    private Listpack Small => new(entry.ValueBlock);

    private Quicklist Large => (Quicklist)objects[entry.ObjectNumber];

    /// <summary>Makes a list in the place of whatever is there; it has no element yet, and is to get one.</summary>
    public static ListValue Create(Keyspace database, in KeyPlace place, ReadOnlySpan<byte> key, ObjectStore objects) =>
        new(database.SetBlock(place, key, DataType.List, DataEncoding.Listpack, Listpack.Create().Block), objects);

    public void Push(ListEnd end, ReadOnlySpan<byte> value, StoreSettings settings)
    {
        if (IsSmall)
        {
            var small = Small;
            if (HasRoom(small, value.Length, settings))
            {
                entry.ValueBlock = small.Insert(end == ListEnd.Left ? Listpack.First : small.End, value).Block;
                return;
            }

            BecomeLarge();
        }

        if (end == ListEnd.Left)
        {
            Large.PushFirst(value, settings.ListMaxListpackSize);
        }
        else
        {
            Large.PushLast(value, settings.ListMaxListpackSize);
        }
    }

    /// <summary>Where the first or the last element is.</summary>
    public ListPosition Seek(ListEnd end) => Seek(end == ListEnd.Left ? 0 : -1);

    /// <summary>Where an element is by its number, from the end when negative; an end when there is none.</summary>
    public ListPosition Seek(long index)
    {
        if (!IsSmall)
        {
            return Large.Seek(index);
        }

        var place = Small.Seek(index);
        return place >= 0 ? new ListPosition(0, place) : ListPosition.End;
    }

    /// <summary>Begins a walk.</summary>
    public ListCursor CursorAt(ListPosition position) => IsSmall ? new ListCursor(Small, position) : new ListCursor(Large, position);

    /// <summary>The element at a position.</summary>
    public PackedElement ElementAt(ListPosition position) => IsSmall ? Small[position.Place] : Large.ElementAt(position);

    /// <summary>Puts a value before an element, or after it, and answers where it is.</summary>
    public ListPosition Insert(ListPosition position, ReadOnlySpan<byte> value, bool isAfter, StoreSettings settings)
    {
        if (IsSmall)
        {
            var small = Small;
            if (HasRoom(small, value.Length, settings))
            {
                var place = isAfter ? small.Next(position.Place) : position.Place;
                entry.ValueBlock = small.Insert(place, value).Block;
                return new ListPosition(0, place);
            }

            BecomeLarge();
        }

        return Large.Insert(position, value, isAfter, settings.ListMaxListpackSize);
    }

    /// <summary>Puts a value in the place of an element.</summary>
    public void Replace(ListPosition position, ReadOnlySpan<byte> value, StoreSettings settings)
    {
        var listpack = IsSmall ? Small : Large[position.Node];
        var others = listpack.Count - 1;
        if (others == 0 || Quicklist.Allows(listpack.TotalBytes, others, value.Length, settings.ListMaxListpackSize))
        {
            if (IsSmall)
            {
                entry.ValueBlock = listpack.Replace(position.Place, value).Block;
            }
            else
            {
                Large.Replace(position, value);
            }

            return;
        }

        // As a node of its own, so that no node outgrows what it may be.
        var cursor = CursorAt(Insert(position, value, isAfter: false, settings));
        cursor.Next();
        Remove(cursor.Position);
    }

    /// <summary>Removes an element, and answers the position of the one that followed it.</summary>
    public ListPosition Remove(ListPosition position)
    {
        if (!IsSmall)
        {
            return Large.Remove(position);
        }

        var shrunk = Small.Remove(position.Place);
        entry.ValueBlock = shrunk.Block;
        return position.Place < shrunk.End ? position : ListPosition.End;
    }

    /// <summary>Removes so many elements from one on; there are as many.</summary>
    public void RemoveRange(long start, long count)
    {
        if (!IsSmall)
        {
            Large.RemoveRange(start, count);
        }
        else if (count > 0)
        {
            var small = Small;
            entry.ValueBlock = small.Remove(small.Seek(start), (int)count).Block;
        }
    }

    /// <summary>Holds a list of one node as a small one.</summary>
    public void BecomeSmall()
    {
        if (!IsSmall && Large.NodeCount == 1)
        {
            var node = Large[0];
            Large.Release();
            objects.Remove(entry.ObjectNumber);
            entry.Become(DataType.List, DataEncoding.Listpack);
            entry.ValueBlock = node.Block;
        }
    }

    private static bool HasRoom(Listpack listpack, int added, StoreSettings settings)
    {
        var count = listpack.Count;
        return count == 0 || Quicklist.Allows(listpack.TotalBytes, count, added, settings.ListMaxListpackSize);
    }

    private void BecomeLarge()
    {
        var large = new Quicklist();
        large.Append(Small);
        entry.Become(DataType.List, DataEncoding.Quicklist);
        entry.ObjectNumber = objects.Add(large);
    }
}
