using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RaftNode.Persistence.Files;

/// <summary>Brings to the disk which files a folder has: a file that was renamed is lost with the power otherwise.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;
    private const string Library = "libc";

    /// <summary>Returns when all names are there.</summary>
    /// <exception cref="IOException">They are not.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // Its file system keeps names in a journal, and knows no such call.
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw LastError(folder);
        }

        var result = Synchronize(descriptor);
        var error = LastError(folder);
        _ = Close(descriptor);
        if (result < 0)
        {
            throw error;
        }
    }

    private static IOException LastError(string folder) =>
        new($"The folder {folder} cannot be brought to the disk: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport(Library, EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
