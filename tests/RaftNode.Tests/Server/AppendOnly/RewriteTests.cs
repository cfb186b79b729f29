using RaftNode.Tests.Commands;
using RedisLib;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>A log that gets shorter, while it is written to and whatever happens meanwhile.</summary>
public sealed class RewriteTests : IDisposable
{
    private const string Started = "Background append only file rewriting started";

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("yes", "rdb")]
    [InlineData("no", "aof")]
    public async Task What_was_before_is_in_a_base_and_what_comes_meanwhile_in_an_increment(string hasRdb, string ending)
    {
        IReadOnlyList<string> before;
        using (var server = _folder.Start($"aof-use-rdb-preamble {hasRdb}"))
        {
            using var connection = server.Connect();
            Fill(connection, seed: 1);
            Assert.Equal(Started, connection.Ask("BGREWRITEAOF").AsString());
            Fill(connection, seed: 2);
            await IsRewrittenAsync(2);
            Assert.Equal([$"appendonly.aof.2.base.{ending}", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest"], _folder.Names);
            Fill(connection, seed: 3);
            before = DataSet.Describe(connection.Ask, 0, 1, 2);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.NotEmpty(before);
            Assert.Equal(before, DataSet.Describe(connection.Ask, 0, 1, 2));
        }

        Assert.Contains("All AOF files and manifest are valid", _folder.Check(), StringComparison.Ordinal);
        await using var redis = await RedisProcess.StartAsync($"dir {_folder.Path}", "appendonly yes");
        using var asking = new TestConnection(redis.Endpoint.Port);
        Assert.Equal(before, DataSet.Describe(asking.Ask, 0, 1, 2));
    }

    [Fact]
    public async Task Rewrites_one_after_the_other_lose_nothing_of_what_comes_meanwhile()
    {
        IReadOnlyList<string> before;
        using (var server = _folder.Start("auto-aof-rewrite-percentage 0"))
        {
            using var connection = server.Connect();
            for (var i = 2; i < 12; i++)
            {
                Fill(connection, seed: i);
                connection.Ask("BGREWRITEAOF");
                Fill(connection, seed: 100 + i);
                await IsRewrittenAsync(i);
            }

            before = DataSet.Describe(connection.Ask, 0, 1, 2);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(before, DataSet.Describe(connection.Ask, 0, 1, 2));
        }
    }

    [Fact]
    public void One_at_a_time_is_written_and_in_a_transaction_none_is_begun()
    {
        using var server = _folder.Start();
        using var connection = server.Connect();
        foreach (var keys in Enumerable.Range(0, 50_000).Chunk(1000))
        {
            connection.Ask("MSET " + string.Join(' ', keys.Select(key => $"key:{key} {key}")));
        }

        var replies = connection.AskAll([CommandRunner.Words("BGREWRITEAOF"), CommandRunner.Words("BGREWRITEAOF")]);
        Assert.Equal([Started, "ERR Background append only file rewriting already in progress"], replies.Select(reply => reply.ToString()));

        connection.Ask("MULTI");
        connection.Ask("BGREWRITEAOF");
        Assert.Contains(
            connection.Ask("EXEC").AsArray().Single().ToString(),
            (string[])["Background append only file rewriting scheduled", "ERR Background append only file rewriting already in progress"]);
    }

    [Fact]
    public async Task A_log_that_has_grown_is_rewritten_by_itself()
    {
        using var server = _folder.Start("auto-aof-rewrite-min-size 10kb", "auto-aof-rewrite-percentage 100");
        using var connection = server.Connect();
        for (var i = 0; i < 200; i++)
        {
            connection.Ask($"SET k {new string('v', 100)}");
        }

        await IsRewrittenAsync(2);
        Assert.True(new FileInfo(_folder.PathOf("appendonly.aof.2.base.rdb")).Length < 1000);
    }

    [Fact]
    public async Task A_base_that_cannot_be_written_leaves_the_log_as_it_was()
    {
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");
            var inTheWay = Directory.CreateDirectory(_folder.PathOf("appendonly.aof.2.base.rdb"));
            Assert.Equal(Started, connection.Ask("BGREWRITEAOF").AsString());
            connection.Ask("SET b 2");
            await Eventually.Is(() => !_folder.Names.Any(name => name.StartsWith("temp-", StringComparison.Ordinal)) && _folder.Names.Contains("appendonly.aof.2.incr.aof"));
            connection.Ask("SET c 3");
            inTheWay.Delete();
        }

        Assert.Equal(
            ["appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest"], _folder.Names);
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(["1", "2", "3"], connection.Ask("MGET a b c").AsArray().Select(value => value.AsString()));
            connection.Ask("BGREWRITEAOF");
            await IsRewrittenAsync(2);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(["1", "2", "3"], connection.Ask("MGET a b c").AsArray().Select(value => value.AsString()));
        }
    }

    [Fact]
    public async Task Without_a_log_a_base_alone_is_written()
    {
        using (var server = new InProcessServer("dir " + _folder.Path, "save \"\""))
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");
            Assert.Equal(Started, connection.Ask("BGREWRITEAOF").AsString());
            await Eventually.Is(() => File.Exists(_folder.Manifest));
            Assert.Equal("file appendonly.aof.1.base.rdb seq 1 type b\n", File.ReadAllText(_folder.Manifest));
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("1", connection.Ask("GET a").AsString());
        }
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public async Task A_log_begins_and_ends_while_the_server_runs(string hasRdb)
    {
        IReadOnlyList<string> before;
        using (var server = new InProcessServer("dir " + _folder.Path, "save \"\"", $"aof-use-rdb-preamble {hasRdb}"))
        {
            using var connection = server.Connect();
            Fill(connection, seed: 1);
            Assert.Equal("OK", connection.Ask("CONFIG SET appendonly yes").AsString());
            Fill(connection, seed: 2);
            await Eventually.Is(() => File.Exists(_folder.Manifest));
            Fill(connection, seed: 3);
            Assert.Equal("OK", connection.Ask("CONFIG SET appendonly yes").AsString());
            before = DataSet.Describe(connection.Ask, 0, 1, 2);
            Assert.Equal("OK", connection.Ask("CONFIG SET appendonly no").AsString());
            connection.Ask("FLUSHALL");
            connection.Ask("SET not kept");
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(before, DataSet.Describe(connection.Ask, 0, 1, 2));
        }
    }

    [Fact]
    public async Task A_server_does_not_end_before_its_first_log_is_written()
    {
        using (var server = new InProcessServer("dir " + _folder.Path, "save \"\""))
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");

            var replies = connection.AskAll([.. new[] { "CONFIG SET appendonly yes", "SHUTDOWN NOSAVE", "INCR a" }.Select(CommandRunner.Words)]);

            Assert.Equal(["OK", "ERR Errors trying to SHUTDOWN. Check logs.", "2"], replies.Select(reply => reply.ToString()));
            await Eventually.Is(() => File.Exists(_folder.Manifest));
            connection.Send(CommandRunner.Words("SHUTDOWN NOSAVE"));
            await Eventually.Is(() => !server.IsRunning);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("2", connection.Ask("GET a").AsString());
        }
    }

    [Fact]
    public async Task A_server_that_is_forced_to_ends_before_its_first_log_is_written()
    {
        using var server = new InProcessServer("dir " + _folder.Path, "save \"\"");
        await using var client = await TextClient.ConnectAsync(new RedisEndpoint("127.0.0.1", server.Port));

        await client.SendAsync("CONFIG SET appendonly yes\r\nSHUTDOWN FORCE\r\n");

        await Eventually.Is(() => !server.IsRunning);
        Assert.False(File.Exists(_folder.Manifest));
    }

    [Fact]
    public async Task A_first_log_that_cannot_be_written_leaves_the_server_as_it_was()
    {
        var inTheWay = Directory.CreateDirectory(_folder.PathOf("temp-appendonly.aof.incr"));
        using (var server = new InProcessServer("dir " + _folder.Path, "save \"\""))
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");
            Assert.Equal("OK", connection.Ask("CONFIG SET appendonly yes").AsString());
            await Eventually.Is(() => connection.Ask("INFO persistence").AsString()!.Contains("aof_last_bgrewrite_status:err", StringComparison.Ordinal));
            Assert.Equal("OK", connection.Ask("SET b 2").AsString());

            inTheWay.Delete();
            connection.Ask("BGREWRITEAOF");
            await Eventually.Is(() => File.Exists(_folder.Manifest));
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(["1", "2"], connection.Ask("MGET a b").AsArray().Select(value => value.AsString()));
        }
    }

    [Fact]
    public async Task Files_that_are_gone_are_replaced_by_a_base()
    {
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");
            File.Delete(_folder.Increment);
            File.Delete(_folder.PathOf("appendonly.aof.1.base.rdb"));

            Assert.Equal(Started, connection.Ask("BGREWRITEAOF").AsString());

            await IsRewrittenAsync(2);
            connection.Ask("SET b 2");
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(["1", "2"], connection.Ask("MGET a b").AsArray().Select(value => value.AsString()));
        }
    }

    [Fact]
    public async Task A_log_that_begins_again_has_the_data_of_then()
    {
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");
            connection.Ask("CONFIG SET appendonly no");
            connection.Ask("SET a 2");
            connection.Ask("CONFIG SET appendonly yes");
            await IsRewrittenAsync(2);
            connection.Ask("INCR a");
        }

        Assert.Equal(["appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof", "appendonly.aof.manifest"], _folder.Names);
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("3", connection.Ask("GET a").AsString());
        }
    }

    [Fact]
    public async Task In_a_transaction_a_log_begins_after_it()
    {
        using (var server = new InProcessServer("dir " + _folder.Path, "save \"\""))
        {
            using var connection = server.Connect();
            connection.AskAll([.. new[] { "MULTI", "INCR a", "CONFIG SET appendonly yes", "INCR a", "EXEC" }.Select(CommandRunner.Words)]);
            await Eventually.Is(() => File.Exists(_folder.Manifest));
            connection.Ask("INCR a");
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("3", connection.Ask("GET a").AsString());
        }
    }

    [Fact]
    public void A_log_that_is_damaged_is_not_begun_again()
    {
        _folder.Write("");
        File.WriteAllText(_folder.Manifest, "no manifest");
        using var server = new InProcessServer("dir " + _folder.Path, "save \"\"");
        using var connection = server.Connect();

        Assert.Equal(
            "ERR CONFIG SET failed (possibly related to argument 'appendonly') - Unable to turn on AOF. Check server logs.",
            connection.Ask("CONFIG SET appendonly yes").ToString());
        Assert.Equal("no", connection.Ask("CONFIG GET appendonly").AsArray()[1].AsString());
        Assert.Equal("OK", connection.Ask("SET a 1").AsString());
    }

    [Fact]
    public async Task Info_tells_how_it_stands()
    {
        using var server = _folder.Start();
        using var connection = server.Connect();
        connection.Ask("SET a 1");
        connection.Ask("BGREWRITEAOF");
        await IsRewrittenAsync(2);

        var text = connection.Ask("INFO persistence").AsString();
        foreach (var line in new[] { "aof_enabled:1", "aof_rewrite_in_progress:0", "aof_rewrites:1", "aof_last_bgrewrite_status:ok", "aof_last_write_status:ok" })
        {
            Assert.Contains(line + "\r\n", text, StringComparison.Ordinal);
        }

        var length = _folder.Names.Where(name => !name.EndsWith("manifest", StringComparison.Ordinal)).Sum(name => new FileInfo(_folder.PathOf(name)).Length);
        Assert.Contains($"aof_current_size:{length}\r\naof_base_size:{length}\r\n", text, StringComparison.Ordinal);
    }

    private static void Fill(TestConnection connection, int seed)
    {
        var requests = new RandomRequests(new Random(seed), timeUnit: 100_000);
        for (var i = 0; i < 300; i++)
        {
            connection.Ask(requests.Next());
        }
    }

    /// <summary>Waits until the base of a number counts, and nothing is left of the files before.</summary>
    private Task IsRewrittenAsync(int number) => Eventually.Is(() =>
    {
        var manifest = File.ReadAllText(_folder.Manifest);
        return manifest.Contains($"appendonly.aof.{number}.base", StringComparison.Ordinal) && !manifest.Contains("type h", StringComparison.Ordinal);
    });
}
