namespace RaftNode.Persistence.Rdb;

/// <summary>Compresses the longer strings of what was written. One thread uses it.</summary>
/// <param name="maxBytes">The most that comes of it.</param>
internal sealed class RdbCompressor(int maxBytes = RdbBuffer.MostBytes)
{
    private const byte LzfMark = (RdbLength.Encoded << 6) | (int)RdbStringEncoding.Lzf;

    /// <summary>What a compressed string has to be shorter by than it was.</summary>
    private const int LeastSavedBytes = 4;

    private readonly Lzf _lzf = new();
    private readonly RdbWriter _writer = new(new RdbBuffer(maxBytes), compresses: false);
    private byte[] _compressed = [];

    /// <summary>The bytes as a file has them. They are gone with the next call, or when the buffer changes.</summary>
    /// <exception cref="IOException">They are more than may come of it.</exception>
    public ReadOnlySpan<byte> Compress(RdbBuffer buffer)
    {
        if (buffer.Strings.Count == 0)
        {
            return buffer.Bytes;
        }

        _writer.Target.Clear();
        var at = 0;
        foreach (var (start, content, end) in buffer.Strings)
        {
            _writer.Write(buffer.Bytes[at..start]);
            if (!TryWrite(buffer.Bytes[content..end]))
            {
                _writer.Write(buffer.Bytes[start..end]);
            }

            at = end;
        }

        _writer.Write(buffer.Bytes[at..]);
        return _writer.Target.Bytes;
    }

    private bool TryWrite(ReadOnlySpan<byte> content)
    {
        if (_compressed.Length < content.Length)
        {
            _compressed = new byte[content.Length];
        }

        var length = _lzf.Compress(content, _compressed.AsSpan(0, content.Length - LeastSavedBytes));
        if (length == 0)
        {
            return false;
        }

        _writer.WriteByte(LzfMark);
        _writer.WriteLength(length);
        _writer.WriteLength(content.Length);
        _writer.Write(_compressed.AsSpan(0, length));
        return true;
    }
}
