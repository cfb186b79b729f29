using System.Buffers.Binary;
using RaftNode.Store.Memory;

namespace RaftNode.Store.Packed;

/// <summary>
/// A small set of numbers in one block, in order, each as wide as the widest needs, in Redis's own format:
/// <c>bytes of a number (4), how many (4), numbers</c>.
/// </summary>
internal readonly record struct Intset(Address Block)
{
    private const int HeaderBytes = 8;

    public int Count => Block.Field<int>(sizeof(int));

    /// <summary>All of it, as it stands in a file.</summary>
    public ReadOnlySpan<byte> Bytes => Block.Span(TotalBytes);

    /// <summary>The number at a position, the smallest first.</summary>
    public long this[int position] => Read(Width, position);

    private int Width => Block.Field<int>(0);

    private int TotalBytes => HeaderBytes + (Count * Width);

    public static Intset Create()
    {
        var block = Heap.Allocate(HeaderBytes);
        block.Field<int>(0) = sizeof(short);
        block.Field<int>(sizeof(int)) = 0;
        return new Intset(block);
    }

    /// <summary>Takes over bytes that are an intset. Whoever has them from outside calls <see cref="IsValid"/> first.</summary>
    public static Intset From(ReadOnlySpan<byte> bytes)
    {
        var block = Heap.Allocate(bytes.Length);
        bytes.CopyTo(block.Span(bytes.Length));
        return new Intset(block);
    }

    public static void Free(Address block) => Heap.Free(block, new Intset(block).TotalBytes);

    /// <summary>Whether bytes of unknown origin are an intset through and through.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
        {
            return false;
        }

        var width = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]);
        if (width is not (sizeof(short) or sizeof(int) or sizeof(long)) || count <= 0 || bytes.Length != HeaderBytes + ((long)count * width))
        {
            return false;
        }

        var numbers = bytes[HeaderBytes..];
        for (var i = 1; i < count; i++)
        {
            if (Read(numbers, width, i - 1) >= Read(numbers, width, i))
            {
                return false;
            }
        }

        return true;
    }

    public bool Contains(long number) => Search(number) >= 0;

    /// <summary>Adds a number; answers null when it is here already.</summary>
    public Intset? Add(long number)
    {
        var position = Search(number);
        if (position >= 0)
        {
            return null;
        }

        var width = Math.Max(Width, WidthOf(number));
        var count = Count;
        var grown = new Intset(Heap.Resize(Block, TotalBytes, HeaderBytes + ((count + 1) * width)));
        grown.Widen(width, count);
        var numbers = grown.Block.Span(HeaderBytes + ((count + 1) * width))[HeaderBytes..];
        var at = ~position * width;
        numbers[at..(count * width)].CopyTo(numbers[(at + width)..]);
        Write(numbers, width, ~position, number);
        grown.Block.Field<int>(sizeof(int)) = count + 1;
        return grown;
    }

    /// <summary>Removes a number; answers null when it is not here.</summary>
    public Intset? Remove(long number)
    {
        var position = Search(number);
        if (position < 0)
        {
            return null;
        }

        var oldBytes = TotalBytes;
        var all = Block.Span(oldBytes);
        var at = HeaderBytes + (position * Width);
        all[(at + Width)..].CopyTo(all[at..]);
        Block.Field<int>(sizeof(int)) = Count - 1;
        return new Intset(Heap.Resize(Block, oldBytes, TotalBytes));
    }

    private static int WidthOf(long number) => number switch
    {
        >= short.MinValue and <= short.MaxValue => sizeof(short),
        >= int.MinValue and <= int.MaxValue => sizeof(int),
        _ => sizeof(long),
    };

    private static long Read(ReadOnlySpan<byte> numbers, int width, int position) => width switch
    {
        sizeof(short) => BinaryPrimitives.ReadInt16LittleEndian(numbers[(position * sizeof(short))..]),
        sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(numbers[(position * sizeof(int))..]),
        _ => BinaryPrimitives.ReadInt64LittleEndian(numbers[(position * sizeof(long))..]),
    };

    private static void Write(Span<byte> numbers, int width, int position, long number)
    {
        switch (width)
        {
            case sizeof(short):
                BinaryPrimitives.WriteInt16LittleEndian(numbers[(position * sizeof(short))..], (short)number);
                break;
            case sizeof(int):
                BinaryPrimitives.WriteInt32LittleEndian(numbers[(position * sizeof(int))..], (int)number);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(numbers[(position * sizeof(long))..], number);
                break;
        }
    }

    private long Read(int width, int position) => Read(Block.Span(HeaderBytes + (Count * width))[HeaderBytes..], width, position);

    /// <summary>The position of a number, or the complement of where it would be.</summary>
    private int Search(long number)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = this[middle];
            if (found == number)
            {
                return middle;
            }

            if (found < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>Rewrites the numbers with another width, from the last, so that none is overwritten unread.</summary>
    private void Widen(int width, int count)
    {
        var old = Width;
        if (width == old)
        {
            return;
        }

        var numbers = Block.Span(HeaderBytes + (count * width))[HeaderBytes..];
        for (var i = count - 1; i >= 0; i--)
        {
            Write(numbers, width, i, Read(numbers, old, i));
        }

        Block.Field<int>(0) = width;
    }
}
