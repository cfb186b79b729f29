using System.Runtime.InteropServices;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>A key and its value in one block: a header, the key, and the string, number or place of the value.</summary>
/// <remarks>
/// <c>type and encoding (1), epoch (1), spare (2), access (4), expires at (8), key length (4), value length (4), key, value, spare</c>.
/// A string is held right here; a listpack or an intset is a block of its own whose address is the value; a larger value is an
/// object of the <see cref="ObjectStore"/>, whose number is the value.
/// </remarks>
internal readonly record struct Entry(Address Block)
{
    /// <summary>What an entry takes beside its key and its value.</summary>
    public const int HeaderBytes = 24;

    /// <summary>The most spare room, 64 KB. A longer block is moved by its pages, which costs little.</summary>
    public const int MaxSpareBytes = ushort.MaxValue;

    /// <summary>A value that got shorter by no more than this stays where it is.</summary>
    private const int MaxWasteBytes = 32;

    private const int EncodingBits = 4;
    private const int EncodingMask = (1 << EncodingBits) - 1;

    public static Entry None => default;

    public bool IsNone => Block.IsNone;

    public DataType Type => (DataType)(Header.Kind >> EncodingBits);

    public DataEncoding Encoding => (DataEncoding)(Header.Kind & EncodingMask);

    /// <summary>Whether the value is an object of the <see cref="ObjectStore"/>.</summary>
    public bool IsObject => Encoding >= DataEncoding.Quicklist;

    /// <summary>The last snapshot that has it.</summary>
    public ref byte Epoch => ref Header.Epoch;

    /// <summary>When it was used last, in seconds, for OBJECT IDLETIME.</summary>
    public ref uint Access => ref Header.Access;

    /// <summary>In milliseconds of Unix time; 0 when it stays.</summary>
    public ref long ExpiresAt => ref Header.ExpiresAt;

    public ReadOnlySpan<byte> Key => Block.Span(HeaderBytes + Header.KeyLength)[HeaderBytes..];

    /// <summary>The bytes of the value: the string itself, of the encodings <see cref="DataEncoding.Embedded"/> and <see cref="DataEncoding.Raw"/>.</summary>
    public Span<byte> Bytes => Block.Span(HeaderBytes + Header.KeyLength + Header.ValueLength)[(HeaderBytes + Header.KeyLength)..];

    /// <summary>The value of <see cref="DataEncoding.Integer"/>.</summary>
    public ref long Number => ref Block.Field<long>(ValueOffset);

    /// <summary>The block of <see cref="DataEncoding.Listpack"/> and <see cref="DataEncoding.Intset"/>.</summary>
    public ref Address ValueBlock => ref Block.Field<Address>(ValueOffset);

    /// <summary>The number of a larger value in the <see cref="ObjectStore"/>.</summary>
    public ref long ObjectNumber => ref Block.Field<long>(ValueOffset);

    /// <summary>How long the string is, or the eight bytes that are the value otherwise.</summary>
    public int ValueLength => Header.ValueLength;

    /// <summary>What the block is long, spare room included.</summary>
    public int BlockBytes => ValueOffset + Header.ValueLength + SpareBytes;

    /// <summary>How much longer the string can get where it is.</summary>
    public int SpareBytes => Header.SpareBytes;

    private int ValueOffset => HeaderBytes + Header.KeyLength;

    private ref EntryHeader Header => ref Block.Field<EntryHeader>(0);

    /// <summary>Makes an entry with room for a value, whose bytes are the caller's to fill.</summary>
    public static Entry Create(ReadOnlySpan<byte> key, DataType type, DataEncoding encoding, int valueLength)
    {
        var entry = new Entry(Heap.Allocate(HeaderBytes + key.Length + valueLength));
        entry.Header = new EntryHeader { Kind = KindOf(type, encoding), KeyLength = key.Length, ValueLength = valueLength };
        key.CopyTo(entry.Block.Span(HeaderBytes + key.Length)[HeaderBytes..]);
        return entry;
    }

    /// <summary>The same value, access and expiry under another key. What the value names belongs to either, and is to be freed once.</summary>
    public static Entry CopyOf(Entry entry, ReadOnlySpan<byte> key)
    {
        var copy = Create(key, entry.Type, entry.Encoding, entry.ValueLength);
        entry.Bytes.CopyTo(copy.Bytes);
        copy.Access = entry.Access;
        copy.ExpiresAt = entry.ExpiresAt;
        return copy;
    }

    public void Become(DataType type, DataEncoding encoding) => Header.Kind = KindOf(type, encoding);

    /// <summary>Makes the value longer or shorter. The entry may have moved, and what is added is unknown.</summary>
    /// <param name="length">The new length.</param>
    /// <param name="spare">How much room to leave for more when the block has to be made anew.</param>
    public Entry Resize(int length, int spare = 0)
    {
        var left = SpareBytes - (length - Header.ValueLength);
        if (left >= 0 && left <= Math.Min(MaxSpareBytes, Math.Max(spare, MaxWasteBytes)))
        {
            Header.SpareBytes = (ushort)left;
            Header.ValueLength = length;
            return this;
        }

        spare = Math.Min(spare, MaxSpareBytes);
        var moved = new Entry(Heap.Resize(Block, BlockBytes, ValueOffset + length + spare));
        moved.Header.SpareBytes = (ushort)spare;
        moved.Header.ValueLength = length;
        return moved;
    }

    /// <summary>Gives the entry's own block back; what its value names is not touched.</summary>
    public void Free() => Heap.Free(Block, BlockBytes);

    private static byte KindOf(DataType type, DataEncoding encoding) => (byte)(((int)type << EncodingBits) | (int)encoding);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct EntryHeader
    {
        public byte Kind;
        public byte Epoch;
        public ushort SpareBytes;
        public uint Access;
        public long ExpiresAt;
        public int KeyLength;
        public int ValueLength;
    }
}

/// <summary>The key of an entry.</summary>
internal readonly struct EntryLayout : IBlockLayout
{
    public static ReadOnlySpan<byte> KeyOf(Address block) => new Entry(block).Key;
}
