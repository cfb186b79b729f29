namespace Aspire.Hosting.RedisTopologies;

/// <summary>Files and directories that nobody but the user who runs the AppHost reads or writes: there are passwords in some.</summary>
internal static class PrivateFiles
{
    /// <summary>Read, written and entered by its owner.</summary>
    public const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Read and written by its owner.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a directory where there is none. One that is there keeps its mode: it is its user's.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, DirectoryMode);
        }
    }

    /// <summary>Writes a file anew, so that it has the mode of a private one whatever was there before.</summary>
    public static void Write(string path, string text)
    {
        File.Delete(path);
        using var writer = new StreamWriter(path, Options(System.IO.FileMode.CreateNew, FileAccess.Write));
        writer.Write(text);
    }

    /// <summary>How to open a file that nobody else opens meanwhile.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && mode != System.IO.FileMode.Open)
        {
            options.UnixCreateMode = FileMode;
        }

        return options;
    }
}
