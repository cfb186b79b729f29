namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Files whose lock says that a process uses something. The system releases a lock however its process ends, so one that
/// can be had belongs to nobody who lives; a process id may have gone to another program meanwhile.
/// </summary>
internal static class LockFile
{
    /// <summary>Holds a file until the result is disposed of, or answers null when somebody else holds it or it can not be opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether the file is made where it is missing.</param>
    public static FileStream? TryHold(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, PrivateFiles.Options(mode, FileAccess.ReadWrite));
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
