using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RaftNode.Persistence.Files;

/// <summary>A file of the system that only grows at its end.</summary>
internal sealed unsafe partial class AppendFile : IAppendFile
{
    private const string Library = "libc";

    /// <summary>EINTR: a signal came first, and nothing is wrong.</summary>
    private const int Interrupted = 4;

    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file, which is made if it is not there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public AppendFile(string path)
    {
        _handle = DataFiles.OpenAppend(path);
        Length = RandomAccess.GetLength(_handle);
    }

    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (var written = 0; written < bytes.Length;)
        {
            var count = Write(bytes[written..], Length + written);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                var problem = LastProblem();
                RemoveTail();
                throw problem;
            }

            written += Math.Max(0, count);
        }

        Length += bytes.Length;
    }

    public void Flush()
    {
        if (SynchronizeData(_handle) < 0)
        {
            throw LastProblem();
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>In the system's words, which clients get to read: without the path that the framework adds.</summary>
    private static IOException LastProblem() => new(Marshal.GetLastPInvokeErrorMessage());

    private int Write(ReadOnlySpan<byte> bytes, long position)
    {
        fixed (byte* first = bytes)
        {
            return (int)WriteAt(_handle, first, (nuint)bytes.Length, position);
        }
    }

    /// <summary>What was written of an append that failed. Should that fail too, the next append is written over it.</summary>
    private void RemoveTail()
    {
        try
        {
            RandomAccess.SetLength(_handle, Length);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A server that ends before that leaves a request that is not complete, which the next start cuts off.
        }
    }

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAt(SafeFileHandle file, byte* bytes, nuint count, long position);

    /// <summary>Brings the data to the disk and what is needed to find it, but not when it was changed last.</summary>
    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SynchronizeData(SafeFileHandle file);
}
