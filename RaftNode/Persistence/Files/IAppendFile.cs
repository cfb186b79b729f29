namespace RaftNode.Persistence.Files;

/// <summary>A file that only grows at its end.</summary>
internal interface IAppendFile : IDisposable
{
    /// <summary>How much of it counts, in bytes.</summary>
    long Length { get; }

    /// <summary>Writes at the end: all of it, or nothing that counts. It is safe from the end of this process then, not yet from that of the machine.</summary>
    /// <exception cref="IOException">Nothing was appended.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when all that was appended before is on the disk. Any thread may call it, also while another one appends.</summary>
    /// <exception cref="IOException">
    /// It may not be, and never will: the system forgets what it could not write, so that another try that succeeds proves nothing.
    /// </exception>
    void Flush();
}
