using System.Diagnostics;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>A disk that takes no more, which a limit of the length of files stands for: a write is taken in part, and then none.</summary>
public sealed class DiskFailureTests
{
    private const string Refusal = "MISCONF Errors writing to the AOF file: ";

    private static readonly byte[][] LargeRequest = ["SET"u8.ToArray(), "k"u8.ToArray(), new byte[100_000]];

    [Fact]
    public async Task Writes_are_refused_until_they_can_be_kept_and_nothing_of_them_stays_in_the_file()
    {
        await using var server = await RaftNodeProcess.StartAsync("--appendonly", "yes");
        using var connection = new TestConnection(server.Endpoint.Port);
        connection.Ask("SET a 1");
        var length = new FileInfo(IncrementOf(server)).Length;

        Limit(server, length + 1000);
        connection.Ask(LargeRequest);

        await Eventually.Is(() => connection.Ask("SET b 1").ToString()!.Contains(Refusal, StringComparison.Ordinal));
        Assert.Contains(Refusal, connection.Ask("PING").ToString(), StringComparison.Ordinal);
        Assert.Equal("1", connection.Ask("GET a").AsString());
        Assert.Equal(length, new FileInfo(IncrementOf(server)).Length);

        Limit(server, long.MaxValue);
        await Eventually.Is(() => !connection.Ask("SET b 1").IsError);
        await server.RestartAsync("--appendonly", "yes");
        using var again = new TestConnection(server.Endpoint.Port);
        Assert.Equal(LargeRequest[2].Length, again.Ask("STRLEN k").AsInt64());
        Assert.Equal("1", again.Ask("GET b").AsString());
    }

    [Fact]
    public async Task Keys_that_end_while_nothing_can_be_written_are_hidden_and_add_nothing_to_what_waits()
    {
        await using var server = await RaftNodeProcess.StartAsync("--appendonly", "yes");
        using var connection = new TestConnection(server.Endpoint.Port);
        foreach (var key in Enumerable.Range(0, 100))
        {
            connection.Ask($"SET key{key} v PX 2000");
        }

        Limit(server, new FileInfo(IncrementOf(server)).Length + 1000);
        connection.Ask(LargeRequest);
        await Eventually.Is(() => connection.Ask("SET b 1").IsError);
        var waiting = WaitingIn(connection);

        await Eventually.Is(() => Enumerable.Range(0, 100).All(key => connection.Ask($"GET key{key}").IsNull));

        Assert.Equal(waiting, WaitingIn(connection));
        Assert.Equal(101, connection.Ask("DBSIZE").AsInt64());
        Limit(server, long.MaxValue);
        await Eventually.Is(() => connection.Ask("DBSIZE").AsInt64() == 1);
    }

    [Fact]
    public async Task A_server_that_has_promised_to_keep_all_that_it_answers_ends()
    {
        await using var server = await RaftNodeProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        using var connection = new TestConnection(server.Endpoint.Port);
        connection.Ask("SET a 1");

        Limit(server, new FileInfo(IncrementOf(server)).Length + 1000);

        Assert.ThrowsAny<IOException>(() => connection.Ask(LargeRequest));
        await Eventually.Is(() => !server.IsRunning);
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("Can't recover from AOF write error when the AOF fsync policy is 'always'", server.Errors, StringComparison.Ordinal);
        await server.RestartAsync("--appendonly", "yes");
        using var again = new TestConnection(server.Endpoint.Port);
        Assert.Equal("1", again.Ask("GET a").AsString());
        Assert.True(again.Ask("GET k").IsNull);
    }

    private static string WaitingIn(TestConnection connection) =>
        connection.Ask("INFO persistence").AsString()!.Split("aof_buffer_length:")[1].Split('\r')[0];

    private static string IncrementOf(RaftNodeProcess server) => Path.Combine(server.Folder, "appendonlydir", "appendonly.aof.1.incr.aof");

    private static void Limit(RaftNodeProcess server, long length)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{server.ProcessId}", $"--fsize={(length == long.MaxValue ? "unlimited" : $"{length}")}:unlimited"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }
}
