using System.Buffers.Binary;
using System.Buffers.Text;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Rdb;

/// <summary>Reads what RDB files are made of: lengths, strings, numbers. What it answers looks into its buffers and is gone with the next read.</summary>
internal sealed class RdbReader
{
    /// <summary>Enough that a call of the system costs little for each byte.</summary>
    private const int BufferBytes = 256 * 1024;

    /// <summary>
    /// What a byte of a compressed string comes to at most, since three repeat 264 at most; one that claims more is damaged, and gets no memory.
    /// </summary>
    private const int MostFromByte = 88;

    private readonly Stream? _source;
    private readonly int _longestString;
    private byte[] _bytes;
    private int _at;
    private int _end;
    private long _start;
    private int _summed;
    private ulong _checksum;
    private byte[] _text = new byte[1024];

    /// <summary>Reads bytes as they come.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="longestString">A string that is longer cannot be held, whatever is put around it there.</param>
    public RdbReader(Stream source, int longestString = StoreSettings.MostBlockBytes)
    {
        _source = source;
        _bytes = new byte[BufferBytes];
        _longestString = longestString;
    }

    /// <summary>Reads bytes that are all here.</summary>
    /// <inheritdoc cref="RdbReader(Stream, int)" path="/param"/>
    public RdbReader(byte[] bytes, int longestString = StoreSettings.MostBlockBytes)
    {
        _bytes = bytes;
        _end = bytes.Length;
        _longestString = longestString;
    }

    /// <summary>How many bytes were read, from the start.</summary>
    public long Position => _start + _at;

    /// <summary>Adds up the checksum of all that was read so far.</summary>
    public ulong Checksum()
    {
        _checksum = Crc64.Append(_checksum, _bytes.AsSpan(_summed, _at - _summed));
        _summed = _at;
        return _checksum;
    }

    /// <summary>The next bytes.</summary>
    /// <exception cref="RdbException">There are not so many.</exception>
    public ReadOnlySpan<byte> Read(int count)
    {
        if (_end - _at < count)
        {
            Fill(count);
        }

        var bytes = _bytes.AsSpan(_at, count);
        _at += count;
        return bytes;
    }

    public byte ReadByte()
    {
        if (_at == _end)
        {
            Fill(1);
        }

        return _bytes[_at++];
    }

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Read(sizeof(long)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Read(sizeof(double)));

    /// <summary>Reads a number of elements or the like, which is no string's encoding.</summary>
    public ulong ReadLength()
    {
        var length = ReadLength(out var isEncoded);
        return isEncoded ? throw Problem("An encoding stands where a length was expected") : length;
    }

    /// <summary>Reads a string, whichever way it is encoded.</summary>
    public ReadOnlySpan<byte> ReadString()
    {
        var length = ReadLength(out var isEncoded);
        if (!isEncoded)
        {
            return Read(LengthOf(length));
        }

        switch ((RdbStringEncoding)length)
        {
            case RdbStringEncoding.Int8:
                return TextOf((sbyte)ReadByte());
            case RdbStringEncoding.Int16:
                return TextOf(BinaryPrimitives.ReadInt16LittleEndian(Read(sizeof(short))));
            case RdbStringEncoding.Int32:
                return TextOf(BinaryPrimitives.ReadInt32LittleEndian(Read(sizeof(int))));
            case RdbStringEncoding.Lzf:
                return ReadCompressed();
            default:
                throw Problem($"A string has the unknown encoding {length}");
        }
    }

    /// <summary>An error at the place where reading is now.</summary>
    public RdbException Problem(string problem) => new(problem, Position);

    private ulong ReadLength(out bool isEncoded)
    {
        var first = ReadByte();
        isEncoded = first >> 6 == RdbLength.Encoded;
        switch (first >> 6)
        {
            case RdbLength.Bits6 or RdbLength.Encoded:
                return first & 0x3fu;
            case RdbLength.Bits14:
                return ((first & 0x3fu) << 8) | ReadByte();
            default:
                return first switch
                {
                    RdbLength.Bits32 => BinaryPrimitives.ReadUInt32BigEndian(Read(sizeof(uint))),
                    RdbLength.Bits64 => BinaryPrimitives.ReadUInt64BigEndian(Read(sizeof(ulong))),
                    _ => throw Problem($"A length begins with the unknown byte 0x{first:x2}"),
                };
        }
    }

    private ReadOnlySpan<byte> ReadCompressed()
    {
        var compressedLength = LengthOf(ReadLength());
        var claimedLength = ReadLength();
        if (claimedLength > (ulong)compressedLength * MostFromByte)
        {
            throw Problem($"A string of {compressedLength} bytes claims to be {claimedLength} bytes when it is not compressed");
        }

        var length = LengthOf(claimedLength);
        var compressed = Read(compressedLength);
        if (_text.Length < length)
        {
            _text = new byte[length];
        }

        var text = _text.AsSpan(0, length);
        return Lzf.TryDecompress(compressed, text) ? text : throw Problem("A compressed string is damaged");
    }

    private ReadOnlySpan<byte> TextOf(int number)
    {
        Utf8Formatter.TryFormat(number, _text, out var length);
        return _text.AsSpan(0, length);
    }

    private int LengthOf(ulong length) =>
        length <= (ulong)_longestString ? (int)length : throw Problem($"A string claims to have {length} bytes, more than the {_longestString} that one can have");

    /// <summary>Gets more bytes until there are so many; memory grows with what there is, not with what a damaged length says.</summary>
    private void Fill(int count)
    {
        Checksum();
        if (_source is null)
        {
            throw End();
        }

        _bytes.AsSpan(_at, _end - _at).CopyTo(_bytes);
        _start += _at;
        _end -= _at;
        _at = 0;
        _summed = 0;
        while (_end < count)
        {
            if (_end == _bytes.Length)
            {
                Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L));
            }

            var read = _source.Read(_bytes, _end, _bytes.Length - _end);
            if (read == 0)
            {
                throw End();
            }

            _end += read;
        }
    }

    private RdbException End() => new("The data ends too early", _start + _end);
}
