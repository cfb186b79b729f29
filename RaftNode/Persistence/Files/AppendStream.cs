namespace RaftNode.Persistence.Files;

/// <summary>A stream that appends to a file. Every failure of the system is an <see cref="IOException"/>, the limit of a file's length too.</summary>
internal sealed class AppendStream(IAppendFile file) : Stream
{
    /// <summary>
    /// As often it is brought to the disk: so a system that has lots of memory does not leave all of it to the end, when others who wait
    /// for the disk would wait long.
    /// </summary>
    private const int SyncBytes = 4 * 1024 * 1024;

    private long _syncedLength;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Append(buffer);
        if (file.Length - _syncedLength >= SyncBytes)
        {
            file.Flush();
            _syncedLength = file.Length;
        }
    }

    public override void Flush()
    {
        // What was appended is the system's already.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
