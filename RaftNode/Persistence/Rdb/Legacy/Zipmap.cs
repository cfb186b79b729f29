using System.Buffers.Binary;

namespace RaftNode.Persistence.Rdb.Legacy;

/// <summary>Walks through the small hashes of RDB files before Redis 2.6, which may be damaged.</summary>
/// <remarks>
/// <c>number of pairs, or fe (1), pairs, ff</c>. A pair is <c>length, field, length, unused bytes (1), value, what is unused</c>, a length one byte
/// up to fd, or <c>fe</c> and four.
/// </remarks>
internal ref struct Zipmap
{
    private const byte LongLength = 0xfe;
    private const byte EndMark = 0xff;

    private readonly byte _statedCount;
    private ReadOnlySpan<byte> _rest;
    private int _count;

    public Zipmap(ReadOnlySpan<byte> bytes)
    {
        IsDamaged = bytes.Length < 2;
        if (!IsDamaged)
        {
            _statedCount = bytes[0];
            _rest = bytes[1..];
        }
    }

    /// <summary>Whether the walk has come to something that is no zipmap.</summary>
    public bool IsDamaged { get; private set; }

    public ReadOnlySpan<byte> Field { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next pair; answers false at the end, and where the zipmap is damaged.</summary>
    public bool MoveNext()
    {
        if (IsDamaged)
        {
            return false;
        }

        if (_rest is [EndMark])
        {
            IsDamaged = _statedCount < LongLength && _statedCount != _count;
            return false;
        }

        IsDamaged = !TryReadPair();
        _count++;
        return !IsDamaged;
    }

    private bool TryReadPair()
    {
        if (!TryReadLength(out var fieldLength) || fieldLength > _rest.Length)
        {
            return false;
        }

        Field = _rest[..fieldLength];
        _rest = _rest[fieldLength..];
        if (!TryReadLength(out var valueLength) || _rest.IsEmpty)
        {
            return false;
        }

        int unused = _rest[0];
        _rest = _rest[1..];
        if ((long)valueLength + unused > _rest.Length)
        {
            return false;
        }

        Value = _rest[..valueLength];
        _rest = _rest[(valueLength + unused)..];
        return true;
    }

    private bool TryReadLength(out int length)
    {
        length = 0;
        if (_rest.IsEmpty || _rest[0] == EndMark)
        {
            return false;
        }

        length = _rest[0];
        _rest = _rest[1..];
        if (length < LongLength)
        {
            return true;
        }

        if (_rest.Length < sizeof(int))
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        _rest = _rest[sizeof(int)..];
        return length >= 0;
    }
}
