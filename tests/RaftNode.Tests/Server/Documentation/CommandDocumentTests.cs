using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Server;
using RaftNode.Server.Configuration;
using RaftNode.Server.Documentation;

namespace RaftNode.Tests.Server.Documentation;

public sealed class CommandDocumentTests
{
    [Fact]
    public void The_document_of_commands_is_what_the_table_says()
    {
        using var server = RedisServer.Create(ServerSetup.Read(CommandLine.Empty), TimeProvider.System, NullLogger.Instance);

        Assert.True(
            File.ReadAllText(DocumentPath()) == CommandDocument.Of(server.Commands),
            "docs/commands.md is stale: dotnet run --project RaftNode -- --document-commands > docs/commands.md");
    }

    private static string DocumentPath([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../../docs/commands.md"));
}
