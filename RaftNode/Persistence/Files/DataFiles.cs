using Microsoft.Win32.SafeHandles;

namespace RaftNode.Persistence.Files;

/// <summary>
/// What is done with files and folders of data. That the system does not allow something is an <see cref="IOException"/> here, as is every
/// other failure: whoever deals with a disk that fails deals with a folder that was made read-only too.
/// </summary>
internal static class DataFiles
{
    /// <summary>Opens a file to read it from its beginning to its end; others may write it meanwhile, or move it away.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream OpenRead(string path) => Try(() => new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));

    /// <summary>Makes a file anew that is gone once it is closed.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static FileStream CreateTemporary(string path, int bufferBytes) => Try(() => new FileStream(
        path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferBytes, FileOptions.DeleteOnClose));

    /// <summary>Opens a file to append to it, which is made if it is not there; others may read it meanwhile, or move it away.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static SafeFileHandle OpenAppend(string path) => Try(() => File.OpenHandle(
        path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Cuts the end of a file off, and returns when that is on the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Cut(string path, long length) => Try(() =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
    });

    /// <summary>All of a file as text.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadText(string path) => Try(() => File.ReadAllText(path));

    /// <summary>How long a file is, in bytes; null when it is not there.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static long? LengthOf(string path) => Try(() => new FileInfo(path) is { Exists: true } file ? file.Length : (long?)null);

    /// <summary>Renames a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="to">Where it is then.</param>
    /// <param name="overwrites">Whether it takes the place of what may be there.</param>
    /// <exception cref="IOException">It is where it was.</exception>
    public static void Move(string path, string to, bool overwrites) => Try(() => File.Move(path, to, overwrites));

    /// <summary>Removes a file, if it is there.</summary>
    /// <exception cref="IOException">It is still there.</exception>
    public static void Delete(string path) => Try(() => File.Delete(path));

    /// <summary>Makes a folder.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void CreateFolder(string path) => Try(() => Directory.CreateDirectory(path));

    /// <summary>The files of a folder whose names are of a form with <c>*</c>.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> In(string folder, string form) => Try(() => Directory.GetFiles(folder, form));

    private static void Try(Action action) => Try(() =>
    {
        action();
        return true;
    });

    private static T Try<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException(problem.Message, problem);
        }
    }
}
