namespace RaftNode.Observability.Logs;

/// <summary>
/// A file of lines. It is opened anew for each batch of them, so that one that an operator has moved or removed is begun again without
/// being told to. One that gets too long becomes <c>name.1</c>, the one of before <c>name.2</c>, and the oldest is removed.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="settings">How long it may get, and how many are kept.</param>
internal sealed class LogFile(string path, LogSettings settings) : ILogTarget
{
    public void Write(ReadOnlySpan<byte> lines)
    {
        try
        {
            Append(lines);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new IOException(problem.Message, problem);
        }
    }

    /// <summary>Makes the file, where there is none.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Check() => Write([]);

    private void Append(ReadOnlySpan<byte> lines)
    {
        var file = Open();
        try
        {
            if (settings.MaxFileBytes > 0 && file.Length > 0 && file.Length + lines.Length > settings.MaxFileBytes)
            {
                file.Dispose();
                PutAside();
                file = Open();
            }

            file.Write(lines);
        }
        finally
        {
            file.Dispose();
        }
    }

    /// <summary>Whoever reads the file, moves it or removes it meanwhile may.</summary>
    private FileStream Open() => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void PutAside()
    {
        for (var number = settings.MaxOldFiles - 1; number >= 1; number--)
        {
            if (File.Exists(OldPath(number)))
            {
                File.Move(OldPath(number), OldPath(number + 1), overwrite: true);
            }
        }

        if (settings.MaxOldFiles == 0)
        {
            File.Delete(path);
        }
        else
        {
            File.Move(path, OldPath(1), overwrite: true);
        }
    }

    private string OldPath(int number) => $"{path}.{number}";
}
