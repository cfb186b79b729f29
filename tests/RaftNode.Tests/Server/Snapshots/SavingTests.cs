using System.Globalization;
using RaftNode.Tests.Commands;
using TestServers;

namespace RaftNode.Tests.Server.Snapshots;

public sealed class SavingTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string File => Path.Combine(_folder.Path, "dump.rdb");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SAVE")]
    [InlineData("BGSAVE")]
    public async Task What_was_saved_is_there_after_a_restart_and_what_came_later_is_not(string command)
    {
        using (var server = Start())
        {
            using var connection = server.Connect();
            Fill(connection, count: 5000);
            var before = connection.Ask("LASTSAVE").AsInt64();
            Assert.False(connection.Ask(command).IsError);
            connection.Ask("SET later 1");
            await Eventually.Is(() => System.IO.File.Exists(File));
            Assert.InRange(connection.Ask("LASTSAVE").AsInt64(), before, before + 60);
        }

        using var again = Start();
        using var other = again.Connect();
        Assert.Equal(5000, other.Ask("DBSIZE").AsInt64());
        Assert.Equal("value 4999", other.Ask("GET key4999").AsString());
        Assert.Equal(["dump.rdb"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void While_one_is_saved_in_the_background_others_wait_or_are_refused()
    {
        using var server = Start();
        using var connection = server.Connect();
        Fill(connection, count: 1000);

        // In one piece, so that no slice of the first one's work is done in between.
        var replies = AskAll(connection, "BGSAVE", "BGSAVE", "BGSAVE SCHEDULE", "SAVE", "BGSAVE NOW", "BGSAVE SCHEDULE NOW");

        Assert.Equal("Background saving started", replies[0]);
        Assert.Equal("ERR Background save already in progress", replies[1]);
        Assert.Equal("ERR Background save already in progress", replies[2]);
        Assert.Equal("ERR Background save already in progress", replies[3]);
        Assert.Equal("ERR syntax error", replies[4]);
        Assert.Equal("ERR syntax error", replies[5]);
    }

    [Fact]
    public async Task A_transaction_has_it_done_soon_after()
    {
        using var server = Start();
        using var connection = server.Connect();

        var replies = AskAll(connection, "MULTI", "SET k v", "BGSAVE", "EXEC");

        Assert.Contains("Background saving scheduled", replies[3], StringComparison.Ordinal);
        await Eventually.Is(() => System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Rules_have_it_done_when_there_were_enough_changes()
    {
        using var server = Start("save 1000 1", "save 1 3");
        using var connection = server.Connect();
        connection.Ask("MSET a 1 b 2");
        connection.Ask("DEL missing");
        Assert.False(System.IO.File.Exists(File));

        connection.Ask("SET c 3");

        await Eventually.Is(() => System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData("save 1000 1", 2)]
    [InlineData("save \"\"", 0)]
    public void A_signal_to_end_saves_if_there_are_rules(string rules, int expected)
    {
        using (var server = Start(rules))
        {
            using var connection = server.Connect();
            connection.Ask("MSET a 1 b 2");
        }

        Assert.Equal(expected, KeysInFile());
    }

    [Theory]
    [InlineData("SHUTDOWN", "save 1000 1", 1)]
    [InlineData("SHUTDOWN", "save \"\"", 0)]
    [InlineData("SHUTDOWN NOSAVE", "save 1000 1", 0)]
    [InlineData("SHUTDOWN SAVE", "save \"\"", 1)]
    [InlineData("SHUTDOWN save NOW FORCE", "save \"\"", 1)]
    public async Task Shutdown_saves_as_it_is_told_and_executes_nothing_more(string command, string rules, int expected)
    {
        await using var server = await RaftNodeProcess.StartAsync(["--dir", _folder.Path, "--save", .. rules == "save 1000 1" ? new[] { "1000", "1" } : [""]]);
        using var connection = new TestConnection(server.Endpoint.Port);
        connection.Ask("SET a 1");

        connection.Send(CommandRunner.Words(command));
        Assert.ThrowsAny<IOException>(() => AskAll(connection, "SET b 2"));

        await Eventually.Is(() => !server.IsRunning);
        Assert.Equal(0, server.ExitCode);
        Assert.Equal(expected, KeysInFile());
    }

    [Fact]
    public void Shutdown_takes_only_words_that_go_together()
    {
        using var server = Start();
        using var connection = server.Connect();

        Assert.Equal("ERR syntax error", Ask(connection, "SHUTDOWN NOSAVE SAVE"));
        Assert.Equal("ERR syntax error", Ask(connection, "SHUTDOWN ABORT NOW"));
        Assert.Equal("ERR syntax error", Ask(connection, "SHUTDOWN LATER"));
        Assert.Equal("ERR No shutdown in progress.", Ask(connection, "SHUTDOWN ABORT"));
        Assert.Equal("ERR Command not allowed inside a transaction", AskAll(connection, "MULTI", "SHUTDOWN")[1]);
    }

    [Fact]
    public async Task Emptying_all_databases_empties_the_file_if_there_are_rules_and_ends_what_is_being_saved()
    {
        using var server = Start("save 1000 1000000");
        using var connection = server.Connect();
        Fill(connection, count: 20_000);
        AskAll(connection, "SAVE", "BGSAVE", "FLUSHALL");

        Assert.Equal(0, KeysInFile());
        connection.Ask("SET a 1");
        await Eventually.Is(() => Ask(connection, "SAVE") == "OK");
        Assert.Equal(1, KeysInFile());
        await Eventually.Is(() => Directory.GetFiles(_folder.Path).Length == 1);
    }

    [Fact]
    public async Task A_disk_that_takes_no_more_refuses_writes_until_a_save_succeeds()
    {
        await using var server = await RaftNodeProcess.StartAsync("--dir", _folder.Path, "--save", "1000", "1", "--rdbcompression", "no");
        using var connection = new TestConnection(server.Endpoint.Port);
        Fill(connection, count: 20_000);
        Assert.Equal("OK", Ask(connection, "SAVE"));
        var saved = await System.IO.File.ReadAllBytesAsync(File);

        await LimitAsync(server, "100000");
        Assert.Equal("ERR", Ask(connection, "SAVE"));
        Assert.Equal("OK", Ask(connection, "SET a 1"));
        using var other = new TestConnection(server.Endpoint.Port);
        AskAll(other, "MULTI", "SET c 3");
        Assert.Equal("Background saving started", Ask(connection, "BGSAVE"));
        await Eventually.Is(() => Ask(connection, "SET b 2").StartsWith("MISCONF Redis is configured to save RDB snapshots, but", StringComparison.Ordinal));
        Assert.StartsWith("EXECABORT Transaction discarded because of: MISCONF Redis", Ask(other, "EXEC"), StringComparison.Ordinal);
        Assert.Contains("rdb_last_bgsave_status:err", Ask(connection, "INFO persistence"), StringComparison.Ordinal);
        Ask(connection, "CONFIG SET stop-writes-on-bgsave-error no");
        Assert.Equal("OK", Ask(connection, "SET b 2"));
        Ask(connection, "CONFIG SET stop-writes-on-bgsave-error yes");
        Assert.Equal("1", Ask(connection, "GET a"));
        Assert.Equal("ERR Errors trying to SHUTDOWN. Check logs.", Ask(connection, "SHUTDOWN"));
        var saves = SavesOf(connection);
        Signals.Send(server.ProcessId, Signals.Terminate);
        await Eventually.Is(() => SavesOf(connection) > saves);
        Assert.StartsWith("MISCONF", Ask(connection, "PING"), StringComparison.Ordinal);
        Assert.Equal(saved, await System.IO.File.ReadAllBytesAsync(File));
        Assert.Single(Directory.GetFiles(_folder.Path));

        await LimitAsync(server, "unlimited");
        Assert.Equal("Background saving started", Ask(connection, "BGSAVE"));
        await Eventually.Is(() => Ask(connection, "SET a 3") == "OK");
    }

    [Fact]
    public async Task A_damaged_file_is_refused_with_the_place()
    {
        await System.IO.File.WriteAllBytesAsync(File, [.. "REDIS0010\0\x01k"u8, 0xc7]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RaftNodeProcess.StartAsync("--dir", _folder.Path));

        Assert.Contains("The value of key 'k' of database 0, type 0: A string has the unknown encoding 7 (at offset 13)", refusal.Message, StringComparison.Ordinal);
    }

    private static void Fill(TestConnection connection, int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(1000))
        {
            connection.Ask("MSET " + string.Join(' ', numbers.Select(number => $"key{number} \"value {number}\"")));
        }
    }

    private static string Ask(TestConnection connection, string line) => AskAll(connection, line)[0];

    private static string[] AskAll(TestConnection connection, params string[] lines) =>
        [.. connection.AskAll([.. lines.Select(CommandRunner.Words)]).Select(reply => reply.IsAggregate ? string.Join('|', reply.AsArray()) : reply.ToString()!.TrimStart('-'))];

    private static Task<string> LimitAsync(RaftNodeProcess server, string bytes) =>
        Tool.RunAsync("prlimit", ["--pid", server.ProcessId.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited"]);

    /// <summary>How often the server has tried to save.</summary>
    private static int SavesOf(TestConnection connection) =>
        int.Parse(Ask(connection, "INFO persistence").Split("rdb_saves:")[1].Split('\r')[0], CultureInfo.InvariantCulture);

    private InProcessServer Start(params string[] lines) => new([$"dir {_folder.Path}", .. lines]);

    private long KeysInFile()
    {
        if (!System.IO.File.Exists(File))
        {
            return 0;
        }

        using var databases = new Persistence.Rdb.TestDatabases();
        return databases.Load(System.IO.File.ReadAllBytes(File)).LoadedKeys;
    }
}
