using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tidy.Tests;

/// <summary>Who may know whom. Projects by their references, folders by the namespaces and the types that their files name.</summary>
public sealed partial class LayeringTests
{
    /// <summary>Each project with the projects that it may reference; design of the tree in ARCHITECTURE.md.</summary>
    private static readonly Dictionary<string, string[]> ProjectReferences = new()
    {
        ["RedisLib"] = [],
        ["ServiceDefaults"] = [],
        ["ApiService"] = ["RedisLib", "ServiceDefaults"],
        ["Hosting"] = ["RedisLib"],
        ["AppHost"] = ["Hosting", "ApiService", "RaftNode"],
        ["RaftNode"] = ["RedisLib"],
    };

    /// <summary>A folder with the words that its files may not name, and why.</summary>
    private static readonly (string Folder, string[] Forbidden, string Reason)[] FolderRules =
    [
        ("RedisLib/Resp/", ["System.Net", "Socket", "TimeProvider", "Stopwatch", "Task", "Thread", "Random", "ILogger", "File."],
            "the codec is pure: bytes in, values out"),
        ("RedisLib/Resp/", ["RedisLib.Connections", "RedisLib.Topologies", "RedisLib.Administration", "RedisLib.Slots"],
            "the codec is the lowest layer; a server uses it too"),
        ("RedisLib/Slots/", ["System.Net", "Socket", "TimeProvider", "Stopwatch", "Task", "Thread", "Random", "ILogger", "File."],
            "slot arithmetic is pure"),
        ("RedisLib/Slots/", ["RedisLib.Connections", "RedisLib.Topologies", "RedisLib.Administration", "RedisLib.Telemetry"],
            "slot arithmetic reads replies and asks nobody"),
        ("RedisLib/Connections/", ["RedisLib.Topologies", "RedisLib.Administration", "RedisLib.Slots"],
            "a connection knows one node, not the topology"),
        ("RedisLib/Administration/", ["RedisLib.Topologies"],
            "forming a topology does not need the client that uses it"),
        ("RaftNode/Store/", ["System.Net", "Socket", "TimeProvider", "Stopwatch", "Task", "Thread", "ILogger", "File.", "RaftNode.Persistence", "RaftNode.Commands", "RaftNode.Server"],
            "the store is pure: it is told the time and owns nothing but memory"),
        ("RaftNode/Commands/", ["System.Net", "Socket", "TimeProvider", "Stopwatch", "Task", "Thread", "ILogger", "File.", "RaftNode.Persistence.Files", "RaftNode.Server"],
            "a command gives the same result wherever and whenever it is applied"),
        ("RaftNode/Persistence/Rdb/", ["System.Net", "Socket", "TimeProvider", "Stopwatch", "Task", "Thread", "ILogger", "File.", "RaftNode.Persistence.Files", "RaftNode.Commands", "RaftNode.Server"],
            "a format is a function of bytes and data"),
        ("RaftNode/Persistence/Snapshots/", ["System.Net", "Socket", "ILogger", "File.", "RaftNode.Persistence.Files", "RaftNode.Persistence.Aof"],
            "a snapshot writes to what it is given"),
        ("RaftNode/Observability/", ["RaftNode.Commands", "RaftNode.Persistence", "RaftNode.Server", "RaftNode.Store"],
            "what is logged is told from above"),
        ("RaftNode/Persistence/", ["RaftNode.Commands", "RaftNode.Server"],
            "files hold data; commands and clients are above them"),
    ];

    [Fact]
    public void A_project_references_only_the_projects_below_it()
    {
        foreach (var (project, allowed) in ProjectReferences)
        {
            var references = XDocument.Parse(Repository.Read($"{project}/{project}.csproj"))
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

            Assert.Empty(references.Except(allowed).Select(reference => $"{project} may not reference {reference}"));
        }
    }

    [Fact]
    public void A_folder_names_only_what_its_layer_may_know()
    {
        var offences =
            from rule in FolderRules
            from file in Repository.CSharp(rule.Folder)
            let code = WithoutComments(Repository.Read(file))
            from word in rule.Forbidden
            where Regex.IsMatch(code, $@"(?<![\w.]){Regex.Escape(word)}(?!\w)|\b{Regex.Escape(word)}\.", RegexOptions.None, TimeSpan.FromSeconds(5))
            select $"{file} names {word}: {rule.Reason}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Nothing_but_build_files_and_documents_names_the_offline_folder()
    {
        var offences = Repository.Files
            .Where(file => !file.StartsWith("offline/", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".csproj" or ".json")
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("offline/", StringComparison.Ordinal))
            .Where(file => OfflineFolder().IsMatch(Repository.Read(file)));

        Assert.Empty(offences);
    }

    [Fact]
    public void No_source_file_is_compiled_by_condition()
    {
        var offences = Repository.CSharp().Where(file => Repository.Lines(file).Any(line => line.StartsWith("#if", StringComparison.Ordinal)));

        Assert.Empty(offences);
    }

    private static string WithoutComments(string code) => Comments().Replace(code, "");

    [GeneratedRegex(@"//[^\n]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"(?<![\w-])offline[/\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OfflineFolder();
}
