using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RaftNode.Persistence.Files;

/// <summary>Brings to the disk which files a folder has: a file that was renamed is lost with the power otherwise.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;
    private const string Library = "libc";

    // What file systems answer that know no such call for folders (errno of Linux): their names are as safe as they get.
    private const int BadDescriptor = 9;
    private const int IsFolder = 21;
    private const int InvalidArgument = 22;

    /// <summary>Returns when all names are there, as far as the file system can be asked for that.</summary>
    /// <exception cref="IOException">They are not.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // Its file system keeps names in a journal, and knows no such call.
            return;
        }

        if (Bring(folder) is var error and not 0)
        {
            throw new IOException($"The folder {folder} cannot be brought to the disk: {new Win32Exception(error).Message}");
        }
    }

    /// <summary>Answers what is wrong, or 0.</summary>
    private static int Bring(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError() is var problem and not IsFolder ? problem : 0;
        }

        var error = Synchronize(descriptor) < 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(descriptor);
        return error is BadDescriptor or InvalidArgument ? 0 : error;
    }

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport(Library, EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
