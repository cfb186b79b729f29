using Microsoft.Extensions.Logging;
using RaftNode.Persistence.Aof;
using RaftNode.Tests.Commands;
using RedisLib;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>What was written is there again, and what is damaged is refused.</summary>
public sealed class AppendOnlyTests : IDisposable
{
    private const string SetA = "*3|$3|SET|$1|a|$1|1|";
    private const string IncrementA = "*2|$4|INCR|$1|a|";
    private const string Transaction = "*1|$5|MULTI|" + IncrementA + "*2|$4|INCR|$1|b|" + "*1|$4|EXEC|";

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_server_begins_with_a_base_of_nothing_and_an_increment()
    {
        using (_folder.Start())
        {
            Assert.Equal(["appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest"], _folder.Names);
            Assert.Equal(
                "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
                File.ReadAllText(_folder.Manifest));
        }
    }

    [Fact]
    public void Names_are_those_that_were_asked_for()
    {
        using (_folder.Start("appenddirname logs", "appendfilename \"my log\"", "aof-use-rdb-preamble no"))
        {
            Assert.Equal(
                ["my log.1.base.aof", "my log.1.incr.aof", "my log.manifest"],
                Directory.GetFiles(Path.Combine(_folder.Path, "logs")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("always", 1)]
    [InlineData("everysec", 2)]
    [InlineData("no", 3)]
    public void All_data_is_there_again(string policy, int seed)
    {
        IReadOnlyList<string> before;
        using (var server = _folder.Start($"appendfsync {policy}"))
        {
            using var connection = server.Connect();
            Fill(connection, seed, 2000);
            before = DataSet.Describe(connection.Ask, 0, 1, 2);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.NotEmpty(before);
            Assert.Equal(before, DataSet.Describe(connection.Ask, 0, 1, 2));
            Fill(connection, seed + 1, 2000);
            before = DataSet.Describe(connection.Ask, 0, 1, 2);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(before, DataSet.Describe(connection.Ask, 0, 1, 2));
        }
    }

    [Fact]
    public void A_key_that_ended_while_nobody_served_was_there_for_those_who_changed_it()
    {
        _folder.Write("*5|$3|SET|$1|a|$1|1|$4|PXAT|$4|1000|" + IncrementA + "*5|$3|SET|$1|b|$1|1|$4|PXAT|$13|9999999999999|");

        using var server = _folder.Start();
        using var connection = server.Connect();

        Assert.True(connection.Ask("GET a").IsNull);
        Assert.Equal("1", connection.Ask("GET b").AsString());
    }

    [Fact]
    public void A_tail_that_is_not_complete_is_cut_off_wherever_it_ends()
    {
        var whole = LogFolder.Bytes(SetA + IncrementA + Transaction + IncrementA);
        var ends = new[] { SetA, SetA + IncrementA, SetA + IncrementA + Transaction, SetA + IncrementA + Transaction + IncrementA }
            .Select(text => LogFolder.Bytes(text).Length).ToArray();
        for (var length = ends[0]; length <= whole.Length; length++)
        {
            _folder.Write("");
            File.WriteAllBytes(_folder.Increment, whole[..length]);
            var kept = ends.Last(end => end <= length);
            var expected = new[] { "1", "2", "3", "4" }[Array.IndexOf(ends, kept)];

            using (var server = _folder.Start())
            {
                using var connection = server.Connect();
                Assert.Equal(kept, new FileInfo(_folder.Increment).Length);
                Assert.Equal(expected, connection.Ask("GET a").AsString());
                connection.Ask("SET c after");
            }

            using (var server = _folder.Start())
            {
                using var connection = server.Connect();
                Assert.Equal(expected, connection.Ask("GET a").AsString());
                Assert.Equal("after", connection.Ask("GET c").AsString());
            }
        }
    }

    [Fact]
    public void A_tail_that_is_not_complete_is_refused_where_that_is_wanted()
    {
        _folder.Write(SetA + "*3|$3|SET|$1|");

        var problem = Assert.Throws<AofException>(() => _folder.Start("aof-load-truncated no"));

        Assert.Contains($"appendonly.aof.1.incr.aof: what begins at offset {LogFolder.Bytes(SetA).Length} is not complete", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_the_last_may_not_end_too_early()
    {
        _folder.Write(SetA + "*3|$3|SET|$1|");
        File.AppendAllText(_folder.Manifest, "file appendonly.aof.2.incr.aof seq 2 type i\n");
        File.WriteAllBytes(_folder.PathOf("appendonly.aof.2.incr.aof"), LogFolder.Bytes(SetA));
        var length = new FileInfo(_folder.PathOf("appendonly.aof.1.incr.aof")).Length;

        Assert.Throws<AofException>(() => _folder.Start());
        Assert.Equal(length, new FileInfo(_folder.PathOf("appendonly.aof.1.incr.aof")).Length);
    }

    [Theory]
    [InlineData("*3|$3|SET|$1|k|$1|vv|", "at offset 52")]
    [InlineData("*3|$3|SET|$1|k|:1|", "at offset 47")]
    [InlineData("SET k v|", "at offset 27")]
    [InlineData("*2|$3|SET|$1|k|", "at offset 27")]
    [InlineData("*1|$7|NOSUCHC|", "at offset 27")]
    [InlineData("*1|$5|MULTI|*2|$3|SET|$1|k|", "at offset 42")]
    [InlineData("*2|$6|SELECT|$2|99|", "at offset 27")]
    public void Corruption_is_refused_with_file_and_place(string log, string place)
    {
        _folder.Write(SetA + log);

        var problem = Assert.Throws<AofException>(() => _folder.Start());

        Assert.Contains(place, problem.Message, StringComparison.Ordinal);
        Assert.Contains("appendonly.aof.1.incr.aof", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_fails_is_passed_over_as_it_was_when_it_was_written()
    {
        _folder.Write(SetA + "*3|$5|LPUSH|$1|a|$1|x|" + IncrementA);

        using var server = _folder.Start();
        using var connection = server.Connect();

        Assert.Equal("2", connection.Ask("GET a").AsString());
    }

    [Fact]
    public void A_bit_that_flips_is_refused_or_looks_like_data()
    {
        var whole = LogFolder.Bytes(SetA + Transaction + IncrementA);
        var random = new Random(1);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= (byte)(1 << random.Next(8));
            _folder.Write("");
            File.WriteAllBytes(_folder.Increment, damaged);
            try
            {
                using var server = _folder.Start();
                using var connection = server.Connect();
                Assert.Equal("PONG", connection.Ask("PING").AsString());
            }
            catch (AofException problem)
            {
                Assert.Contains("offset", problem.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("", "Found an empty AOF manifest")]
    [InlineData("file appendonly.aof.1.incr.aof seq 1 type i", "too long line")]
    [InlineData("file appendonly.aof.1.incr.aof seq 1\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file appendonly.aof.1.incr.aof seq 1 type x\n", "Unknown AOF file type: line 1")]
    [InlineData("file missing.aof seq 1 type i\n", "The append log file missing.aof doesn't exist")]
    [InlineData("file appendonly.aof.1.incr.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type b\n", "duplicate base")]
    public void A_manifest_with_a_defect_is_refused(string text, string expected)
    {
        _folder.Write(SetA);
        File.WriteAllText(_folder.Manifest, text);

        var problem = Assert.Throws<AofException>(() => _folder.Start());

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Manifest, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_of_one_file_is_taken_over()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "appendonly.aof"), LogFolder.Bytes(SetA + "*3|$3|SET|$1|"));
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("1", connection.Ask("GET a").AsString());
            connection.Ask("INCR a");
        }

        Assert.Equal(["appendonly.aof", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest"], _folder.Names);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "appendonly.aof")));
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("2", connection.Ask("GET a").AsString());
        }
    }

    [Fact]
    public void Taking_over_goes_on_where_a_crash_broke_it_off()
    {
        Directory.CreateDirectory(_folder.Files);
        File.WriteAllText(_folder.Manifest, "file appendonly.aof seq 1 type b\n");
        File.WriteAllBytes(Path.Combine(_folder.Path, "appendonly.aof"), LogFolder.Bytes(SetA));

        using var server = _folder.Start();
        using var connection = server.Connect();

        Assert.Equal("1", connection.Ask("GET a").AsString());
        Assert.False(File.Exists(Path.Combine(_folder.Path, "appendonly.aof")));
    }

    [Fact]
    public void What_a_crash_has_left_is_removed()
    {
        _folder.Write(SetA);
        File.WriteAllText(_folder.PathOf("temp-appendonly.aof.manifest"), "half a ma");
        File.WriteAllText(_folder.PathOf("temp-appendonly.aof.2.base.rdb"), "REDIS");
        File.WriteAllText(_folder.PathOf("appendonly.aof.0.base.rdb"), "REDIS");
        File.AppendAllText(_folder.Manifest, "file appendonly.aof.0.base.rdb seq 1 type h\n");

        using (_folder.Start())
        {
            Assert.Equal(["appendonly.aof.1.incr.aof", "appendonly.aof.manifest"], _folder.Names);
        }

        Assert.DoesNotContain("type h", File.ReadAllText(_folder.Manifest), StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_can_have_it_loaded_anew()
    {
        using var server = _folder.Start("enable-debug-command local");
        using var connection = server.Connect();
        Fill(connection, seed: 7, count: 1000);
        var before = DataSet.Describe(connection.Ask, 0, 1, 2);

        Assert.Equal("OK", connection.Ask("DEBUG LOADAOF").AsString());
        Assert.Equal(before, DataSet.Describe(connection.Ask, 0, 1, 2));
        connection.Ask("SET after 1");
        Assert.Equal("OK", connection.Ask("DEBUG LOADAOF").AsString());
        Assert.Equal("1", connection.Ask("GET after").AsString());
    }

    [Fact]
    public async Task A_server_that_cannot_load_it_anew_ends()
    {
        using var server = _folder.Start("enable-debug-command yes");
        using var connection = server.Connect();
        Assert.Equal("ERR Command not allowed inside a transaction", connection.AskAll([.. new[] { "MULTI", "DEBUG LOADAOF", "EXEC" }.Select(CommandRunner.Words)])[2].AsArray()[0].ToString());

        File.WriteAllText(_folder.Manifest, "no manifest");
        connection.Send(CommandRunner.Words("DEBUG LOADAOF"));

        await Eventually.Is(() => server.Failure is AofException);
    }

    [Fact]
    public async Task What_was_changed_is_kept_whatever_ends_the_server()
    {
        using (var server = _folder.Start(new FailingLog(), "enable-debug-command yes"))
        {
            await using var client = await TextClient.ConnectAsync(new RedisEndpoint("127.0.0.1", server.Port));
            await client.SendAsync("SET a 1\r\nDEBUG LOG defect\r\n");
            await Eventually.Is(() => server.Failure is InvalidOperationException);
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("1", connection.Ask("GET a").AsString());
        }
    }

    [Fact]
    public void There_may_be_none_that_could_be_loaded_anew()
    {
        using var server = _folder.Start("enable-debug-command yes", "appendonly no");
        using var connection = server.Connect();
        connection.Ask("SET a 1");

        Assert.StartsWith("ERR There is no AOF", connection.Ask("DEBUG LOADAOF").ToString(), StringComparison.Ordinal);
        Assert.Equal("1", connection.Ask("GET a").AsString());
    }

    [Fact]
    public void Comments_with_the_time_are_written_and_passed_over()
    {
        using (var server = _folder.Start("aof-timestamp-enabled yes"))
        {
            using var connection = server.Connect();
            connection.Ask("SET a 1");
        }

        Assert.StartsWith("#TS:", File.ReadAllText(_folder.Increment), StringComparison.Ordinal);
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal("1", connection.Ask("GET a").AsString());
        }
    }

    private static void Fill(TestConnection connection, int seed, int count)
    {
        var requests = new RandomRequests(new Random(seed), timeUnit: 100_000);
        for (var i = 0; i < count; i++)
        {
            connection.Ask(requests.Next());
        }
    }

    /// <summary>Stands for any defect of the server: it fails at a word.</summary>
    private sealed class FailingLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).EndsWith("defect", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("This is a defect.");
            }
        }
    }
}
