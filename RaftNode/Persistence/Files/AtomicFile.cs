using RaftNode.Persistence.Snapshots;

namespace RaftNode.Persistence.Files;

/// <summary>A file that appears as a whole or not at all: it is written beside its place, and renamed when all of it is on the disk.</summary>
/// <remarks>Any thread may use it, one at a time.</remarks>
internal sealed class AtomicFile : ISnapshotTarget
{
    /// <summary>RDB pieces come in larger ones; this is for what comes in small ones.</summary>
    private const int BufferBytes = 64 * 1024;

    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly FileStream _stream;
    private bool _isDone;

    /// <summary>Begins to write.</summary>
    /// <param name="path">Where it is to appear.</param>
    /// <param name="temporaryName">What it is called meanwhile, in the same folder.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public AtomicFile(string path, string temporaryName)
    {
        _path = path;
        _temporaryPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, temporaryName);
        try
        {
            _stream = new FileStream(_temporaryPath, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException(problem.Message, problem);
        }
    }

    public Stream Stream => _stream;

    /// <summary>Puts the file in its place, once it is on the disk.</summary>
    /// <exception cref="IOException">It is not there, and what was there before still is.</exception>
    public void Commit()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
        _isDone = true;
        FolderSync.Flush(Path.GetDirectoryName(_temporaryPath)!);
    }

    /// <summary>Removes what was written, unless it is in its place.</summary>
    public void Dispose()
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What is still buffered finds no room: it is not wanted any more.
        }

        try
        {
            File.Delete(_temporaryPath);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It has another name than what counts, and the next one of this process replaces it.
        }
    }
}
