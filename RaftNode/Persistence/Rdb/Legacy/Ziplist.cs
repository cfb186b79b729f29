using System.Buffers.Binary;
using RaftNode.Store.Packed;

namespace RaftNode.Persistence.Rdb.Legacy;

/// <summary>Walks through the small lists of RDB files before Redis 7, which may be damaged.</summary>
/// <remarks>
/// <c>total bytes (4), place of the last entry (4), number of entries (2), entries, ff</c>. An entry is the length of the one before,
/// in a byte or in <c>fe</c> and four, then:
/// <code>
/// 00llllll bytes             up to 63 bytes
/// 01llllll l bytes           up to 16,383 bytes
/// 10...... l l l l bytes     longer
/// c0 nn, d0 nnnn, e0 nnnnnnnn, f0 nnn, fe n    a number of 16, 32, 64, 24, 8 bits
/// f1 to fd                   a number from 0 to 12
/// </code>
/// Numbers are little-endian, lengths have their high bits first.
/// </remarks>
internal ref struct Ziplist
{
    private const int HeaderBytes = 10;
    private const byte EndMark = 0xff;
    private const byte LongLength = 0xfe;
    private const int UnknownCount = ushort.MaxValue;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _place = HeaderBytes;
    private int _previousLength;
    private int _count;

    public Ziplist(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        IsDamaged = bytes.Length <= HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != (uint)bytes.Length || bytes[^1] != EndMark;
    }

    /// <summary>Whether the walk has come to something that is no ziplist.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Where the walk is.</summary>
    public PackedElement Current { get; private set; }

    /// <summary>Goes to the next element; answers false at the end, and where the ziplist is damaged.</summary>
    public bool MoveNext()
    {
        if (IsDamaged)
        {
            return false;
        }

        if (_place == _bytes.Length - 1)
        {
            IsDamaged = !IsHeaderRight();
            return false;
        }

        IsDamaged = !TryRead(_bytes[_place..^1]);
        return !IsDamaged;
    }

    private readonly bool IsHeaderRight()
    {
        var last = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[sizeof(uint)..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(2 * sizeof(uint))..]);
        return last == (uint)(_place - _previousLength) && (count == UnknownCount || count == _count);
    }

    private bool TryRead(ReadOnlySpan<byte> entry)
    {
        var head = entry[0] == LongLength ? 1 + sizeof(uint) : 1;
        if (entry.Length <= head)
        {
            return false;
        }

        var previous = head == 1 ? entry[0] : BinaryPrimitives.ReadUInt32LittleEndian(entry[1..]);
        if (previous != (uint)_previousLength || !TryReadValue(entry[head..], out var length))
        {
            return false;
        }

        _previousLength = head + length;
        _place += _previousLength;
        _count++;
        return true;
    }

    private bool TryReadValue(ReadOnlySpan<byte> bytes, out int length)
    {
        var isText = bytes[0] < 0xc0;
        var head = (bytes[0] >> 6) switch { 0 => 1, 1 => 2, 2 => 5, _ => 1 };
        length = head;
        if (bytes.Length < head)
        {
            return false;
        }

        var content = isText ? TextLength(bytes) : NumberLength(bytes[0]);
        if (content < 0 || content > bytes.Length - head)
        {
            return false;
        }

        length += (int)content;
        var value = bytes.Slice(head, (int)content);
        Current = isText ? new PackedElement(value) : new PackedElement(Number(bytes[0], value));
        return true;
    }

    private static long TextLength(ReadOnlySpan<byte> bytes) => (bytes[0] >> 6) switch
    {
        0 => bytes[0] & 0x3f,
        1 => ((bytes[0] & 0x3f) << 8) | bytes[1],
        _ => BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]),
    };

    /// <summary>How many bytes a number has after its mark; -1 when the mark is none.</summary>
    private static long NumberLength(byte mark) => mark switch
    {
        0xc0 => 2,
        0xd0 => 4,
        0xe0 => 8,
        0xf0 => 3,
        0xfe => 1,
        >= 0xf1 and <= 0xfd => 0,
        _ => -1,
    };

    private static long Number(byte mark, ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => (mark & 0x0f) - 1,
        1 => (sbyte)bytes[0],
        2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        3 => (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16)) << 8 >> 8,
        4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };
}
