using System.Runtime.CompilerServices;

namespace Conformance.Tests;

/// <summary>The tables in the sources, so that recording changes what is under version control.</summary>
internal static class CaseFolder
{
    /// <summary>When set, the tables are written anew, as redis-server gives it.</summary>
    private const string RecordVariable = "CONFORMANCE_RECORD";

    public static bool IsRecording => Environment.GetEnvironmentVariable(RecordVariable) is not null;

    /// <summary>The names of all tables of a folder.</summary>
    public static TheoryData<string> FilesOf(string folder) =>
        new(Directory.GetFiles(Folder(folder), "*.txt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!);

    public static string PathOf(string folder, string file) => Path.Combine(Folder(folder), file + ".txt");

    private static string Folder(string name, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, name);
}
