using System.Text.Json.Nodes;
using TestServers;

namespace RaftNode.Tests.Observability;

public sealed class ServerLogTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_run_tells_what_it_is_what_it_has_loaded_and_that_it_ends()
    {
        await using var server = await RaftNodeProcess.StartAsync("--logfile", "server.log", "--appendonly", "yes");
        var path = Path.Combine(server.Folder, "server.log");

        await server.StopAsync();

        var lines = Read(path);
        var starting = Assert.Single(lines, line => (string)line["event"]! == "Starting");
        Assert.Equal("notice", (string)starting["level"]!);
        Assert.Equal(server.ProcessId, (int)starting["data"]!["processId"]!);
        Assert.Equal(server.Endpoint.Port, (int)starting["data"]!["port"]!);
        Assert.Equal("standalone", (string)starting["data"]!["mode"]!);
        Assert.Equal(server.Folder, (string)starting["data"]!["folder"]!);
        Assert.Equal("append-only log, appendfsync everysec", (string)starting["data"]!["persistence"]!);
        Assert.Contains("Ready", lines.Select(line => (string)line["event"]!));
        Assert.Equal("SIGTERM", (string)Assert.Single(lines, line => (string)line["event"]! == "SignalReceived")["data"]!["signal"]!);
        Assert.Equal("Bye", (string)lines[^1]["event"]!);
    }

    [Fact]
    public async Task The_level_is_set_while_the_server_runs()
    {
        await using var server = await RaftNodeProcess.StartAsync("--logfile", "server.log", "--loglevel", "warning");
        var path = Path.Combine(server.Folder, "server.log");
        using var connection = new Server.TestConnection(server.Endpoint.Port);

        await SendMalformedAsync(server);
        Assert.Equal("OK", connection.Ask("CONFIG SET loglevel verbose").AsString());
        await SendMalformedAsync(server);

        await Eventually.Is(() => Task.FromResult(Read(path).Count > 0), Deadline);
        Assert.Equal("verbose", (string)Assert.Single(Read(path), line => (string)line["event"]! == "MalformedRequest")["level"]!);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_keeps_the_server_from_starting()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RaftNodeProcess.StartAsync("--logfile", "absent/server.log"));

        Assert.Contains("logfile", failure.Message, StringComparison.Ordinal);
    }

    private static async Task SendMalformedAsync(RaftNodeProcess server)
    {
        await using var client = await Server.TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("*1\r\n$-5");
    }

    private static List<JsonNode> Read(string path) => [.. File.ReadAllLines(path).Select(line => JsonNode.Parse(line)!)];
}
