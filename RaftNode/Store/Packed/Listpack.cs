using System.Buffers.Binary;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;

namespace RaftNode.Store.Packed;

/// <summary>
/// A small list of strings and numbers in one block, in Redis's own format, so that files and DUMP take it as it is:
/// <c>total bytes (4), number of entries (2), entries, ff</c>.
/// </summary>
/// <remarks>Places are offsets into the block. What changes the block answers the listpack to go on with, since it may have moved.</remarks>
internal readonly record struct Listpack(Address Block)
{
    private const int HeaderBytes = 6;
    private const byte EndMark = 0xff;

    /// <summary>The count of a listpack that has more entries than two bytes can say.</summary>
    private const int UnknownCount = ushort.MaxValue;

    /// <summary>How long the block is.</summary>
    public int TotalBytes => Block.Field<int>(0);

    /// <summary>All of it, as it stands in a file.</summary>
    public ReadOnlySpan<byte> Bytes => Block.Span(TotalBytes);

    /// <summary>How many entries it has.</summary>
    public int Count => StoredCount != UnknownCount ? StoredCount : CountAll();

    /// <summary>The place after the last entry.</summary>
    public int End => TotalBytes - 1;

    /// <summary>The first entry, or <see cref="End"/>.</summary>
    public static int First => HeaderBytes;

    private ref ushort StoredCount => ref Block.Field<ushort>(sizeof(int));

    private Span<byte> Content => Block.Span(TotalBytes);

    public static Listpack Create()
    {
        var block = Heap.Allocate(HeaderBytes + 1);
        block.Field<int>(0) = HeaderBytes + 1;
        block.Field<ushort>(sizeof(int)) = 0;
        block.Field<byte>(HeaderBytes) = EndMark;
        return new Listpack(block);
    }

    /// <summary>Takes over bytes that are a listpack. Whoever has them from outside calls <see cref="IsValid"/> first.</summary>
    public static Listpack From(ReadOnlySpan<byte> bytes)
    {
        var block = Heap.Allocate(bytes.Length);
        bytes.CopyTo(block.Span(bytes.Length));
        return new Listpack(block);
    }

    public static void Free(Address block) => Heap.Free(block, block.Field<int>(0));

    /// <summary>Whether bytes of unknown origin are a listpack through and through.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(bytes) != bytes.Length || bytes[^1] != EndMark)
        {
            return false;
        }

        var count = 0;
        var at = HeaderBytes;
        while (at < bytes.Length - 1)
        {
            var next = ListpackEntry.IsWhole(bytes[at..^1], out var length) ? at + length : 0;
            if (next == 0)
            {
                return false;
            }

            at = next;
            count++;
        }

        var stored = BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(int)..]);
        return at == bytes.Length - 1 && (stored == UnknownCount || stored == count);
    }

    /// <summary>The place of the next entry, or <see cref="End"/>.</summary>
    public int Next(int place)
    {
        var length = ListpackEntry.Length(Content[place..]);
        return place + length + ListpackEntry.BackLengthBytes(length);
    }

    /// <summary>The place of the entry before one, or before <see cref="End"/>; -1 when there is none.</summary>
    public int Previous(int place)
    {
        if (place == HeaderBytes)
        {
            return -1;
        }

        var length = ListpackEntry.ReadBackLength(Content, place);
        return place - length - ListpackEntry.BackLengthBytes(length);
    }

    /// <summary>The element at a place. It looks into the block, and is gone when that changes.</summary>
    public PackedElement this[int place] => ListpackEntry.Read(Content[place..]);

    /// <summary>The place of an entry by its number, from the end when negative; -1 when there is none.</summary>
    public int Seek(long index)
    {
        var count = Count;
        var wanted = index < 0 ? count + index : index;
        if (wanted < 0 || wanted >= count)
        {
            return -1;
        }

        int place;
        if (wanted <= count / 2)
        {
            place = HeaderBytes;
            for (; wanted > 0; wanted--)
            {
                place = Next(place);
            }
        }
        else
        {
            place = End;
            for (; wanted < count; wanted++)
            {
                place = Previous(place);
            }
        }

        return place;
    }

    /// <summary>The place of a value among every so manieth entry, or -1.</summary>
    /// <param name="value">What to look for.</param>
    /// <param name="step">1 to look at all, 2 to look at every other one, such as the fields of a hash.</param>
    public int Find(ReadOnlySpan<byte> value, int step = 1)
    {
        var isNumber = StringValues.TryParseInteger(value, out var number);
        for (var place = HeaderBytes; place < End;)
        {
            if (this[place].Is(value, isNumber, number))
            {
                return place;
            }

            for (var i = 0; i < step && place < End; i++)
            {
                place = Next(place);
            }
        }

        return -1;
    }

    public Listpack Append(ReadOnlySpan<byte> value) => Insert(End, value);

    /// <summary>Puts a value before the entry at a place, or at the end.</summary>
    public Listpack Insert(int place, ReadOnlySpan<byte> value)
    {
        var size = ListpackEntry.SizeOf(value);
        var grown = Splice(place, removed: 0, added: size);
        ListpackEntry.Write(grown.Content.Slice(place, size), value);
        grown.AddToCount(1);
        return grown;
    }

    public Listpack Replace(int place, ReadOnlySpan<byte> value)
    {
        var size = ListpackEntry.SizeOf(value);
        var replaced = Splice(place, removed: Next(place) - place, added: size);
        ListpackEntry.Write(replaced.Content.Slice(place, size), value);
        return replaced;
    }

    /// <summary>Removes entries from a place on; fewer when there are not as many. What follows them is at the place then.</summary>
    public Listpack Remove(int place, int count = 1)
    {
        var removed = 0;
        var end = place;
        while (removed < count && end < End)
        {
            end = Next(end);
            removed++;
        }

        var shrunk = Splice(place, end - place, added: 0);
        shrunk.AddToCount(-removed);
        return shrunk;
    }

    /// <summary>Makes room at a place, or closes it.</summary>
    private Listpack Splice(int place, int removed, int added)
    {
        var oldBytes = TotalBytes;
        var newBytes = checked(oldBytes - removed + added);
        var tail = oldBytes - place - removed;
        var block = Block;
        if (added > removed)
        {
            block = Heap.Resize(block, oldBytes, newBytes);
        }

        var longest = block.Span(Math.Max(oldBytes, newBytes));
        longest.Slice(place + removed, tail).CopyTo(longest[(place + added)..]);
        if (added < removed)
        {
            block = Heap.Resize(block, oldBytes, newBytes);
        }

        block.Field<int>(0) = newBytes;
        return new Listpack(block);
    }

    private void AddToCount(int more)
    {
        if (StoredCount != UnknownCount)
        {
            StoredCount = (ushort)Math.Min(UnknownCount, StoredCount + more);
        }
    }

    private int CountAll()
    {
        var count = 0;
        for (var place = HeaderBytes; place < End; place = Next(place))
        {
            count++;
        }

        return count;
    }
}
