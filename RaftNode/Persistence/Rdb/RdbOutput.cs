using System.Buffers.Binary;

namespace RaftNode.Persistence.Rdb;

/// <summary>The end of the way into a file: compresses what was written, adds up the checksum, and gives all of it to a stream.</summary>
/// <param name="target">Takes the bytes.</param>
/// <param name="hasChecksum">Whether there is to be one (<c>rdbchecksum</c>); else 0 stands there.</param>
internal sealed class RdbOutput(Stream target, bool hasChecksum)
{
    /// <summary>How much is written at once where nobody waits for it.</summary>
    private const int PieceBytes = 256 * 1024;

    private readonly RdbCompressor _compressor = new();
    private ulong _checksum;

    /// <summary>How many bytes it has given to the stream.</summary>
    public long Position { get; private set; }

    public void Write(RdbBuffer buffer)
    {
        var bytes = _compressor.Compress(buffer);
        if (hasChecksum)
        {
            _checksum = Crc64.Append(_checksum, bytes);
        }

        Position += bytes.Length;
        target.Write(bytes);
    }

    /// <summary>Once there is enough in a buffer: writes it, and empties the buffer.</summary>
    public void WriteFull(RdbBuffer buffer)
    {
        if (buffer.Count >= PieceBytes)
        {
            Write(buffer);
            buffer.Clear();
        }
    }

    /// <summary>Writes the checksum, which ends a file.</summary>
    public void WriteChecksum()
    {
        Span<byte> bytes = stackalloc byte[RdbFormat.ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _checksum);
        Position += bytes.Length;
        target.Write(bytes);
    }
}
