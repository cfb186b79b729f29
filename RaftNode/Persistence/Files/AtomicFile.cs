using RaftNode.Persistence.Snapshots;

namespace RaftNode.Persistence.Files;

/// <summary>A file that appears as a whole or not at all: it is written beside its place, and renamed when all of it is on the disk.</summary>
/// <remarks>Any thread may use it, one at a time.</remarks>
internal sealed class AtomicFile : ISnapshotTarget
{
    /// <summary>RDB pieces are as long; this is for what comes in small ones.</summary>
    private const int BufferBytes = 64 * 1024;

    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly AppendFile _file;
    private readonly BufferedStream _stream;
    private bool _isComplete;
    private bool _isInPlace;

    /// <summary>Begins to write.</summary>
    /// <param name="path">Where it is to appear.</param>
    /// <param name="temporaryName">What it is called meanwhile, in the same folder.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public AtomicFile(string path, string temporaryName)
    {
        _path = path;
        _temporaryPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, temporaryName);
        DeleteTemporary();
        _file = new AppendFile(_temporaryPath);
        _stream = new BufferedStream(new AppendStream(_file), BufferBytes);
    }

    public Stream Stream => _stream;

    public void Complete()
    {
        _stream.Flush();
        _file.Flush();
        _isComplete = true;
    }

    /// <summary>Puts the file in its place, once it is on the disk; a loss of power may undo that until its folder is on the disk as well.</summary>
    /// <exception cref="IOException">It is not there, and what was there before still is.</exception>
    public void PutInPlace()
    {
        if (!_isComplete)
        {
            Complete();
        }

        DataFiles.Move(_temporaryPath, _path, overwrites: true);
        _isInPlace = true;
    }

    /// <summary>Puts the file in its place for good.</summary>
    /// <exception cref="IOException">What was there before still is, or may be again after a loss of power.</exception>
    public void Commit()
    {
        PutInPlace();
        FolderSync.Flush(Path.GetDirectoryName(_temporaryPath)!);
    }

    /// <summary>Removes what was written, unless it is in its place.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isInPlace)
        {
            DeleteTemporary();
        }
    }

    private void DeleteTemporary()
    {
        try
        {
            DataFiles.Delete(_temporaryPath);
        }
        catch (IOException)
        {
            // Where it cannot be removed nothing can be written either, which the next attempt will say.
        }
    }
}
