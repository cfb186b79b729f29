namespace Aspire.Hosting.RedisTopologies;

/// <summary>Where files are that the AppHosts of one user share, whichever application they are of.</summary>
internal static class UserState
{
    private const string Name = "redis-topologies";

    /// <summary>The first of the usual places that can be written: it goes with the session, stays with the user, or is a temporary one.</summary>
    public static string Find(string purpose) => Find(purpose,
    [
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
    ]);

    internal static string Find(string purpose, IReadOnlyList<string?> places) => places
        .Where(place => Path.IsPathFullyQualified(place ?? string.Empty))
        .Select(place => Path.Combine(place!, Name, purpose))
        .FirstOrDefault(IsWritable) ?? Path.Combine(Path.GetTempPath(), $"{Name}-{purpose}-{Environment.UserName}");

    private static bool IsWritable(string path)
    {
        try
        {
            PrivateFiles.CreateDirectory(path);
            using var probe = new FileStream(Path.Combine(path, Path.GetRandomFileName()), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            });
            return true;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
