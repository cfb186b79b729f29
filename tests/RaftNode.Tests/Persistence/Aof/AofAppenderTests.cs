using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using RaftNode.Server.AppendOnly;
using RaftNode.Tests.Commands;
using TestServers;

namespace RaftNode.Tests.Persistence.Aof;

/// <summary>What is written when, what comes to the disk when, and what happens when the disk fails.</summary>
public sealed class AofAppenderTests : IDisposable
{
    private readonly CommandRunner _runner = new();
    private readonly AofSettings _settings = new() { Sync = AofSync.Always };
    private readonly FileWorker _worker = new();
    private readonly ManualTime _time = new();
    private readonly MemoryFile _file = new();
    private readonly ManualResetEventSlim _mayWork = new(initialState: true);
    private readonly AofAppender _appender;

    public AofAppenderTests()
    {
        _appender = new AofAppender(_settings, _worker, _time, NullLogger.Instance);
        _appender.Open(_file);
        _runner.Propagation.Follow(new AofFollower(_appender));
    }

    public void Dispose()
    {
        _file.MayFlush.Set();
        _mayWork.Set();
        _worker.Dispose();
        _mayWork.Dispose();
    }

    [Fact]
    public void A_round_is_written_at_once_and_brought_to_the_disk_once()
    {
        _runner.Run("SET a 1");
        _runner.Run("GET a");
        _runner.Run("SET b 2");
        Assert.Equal("", _file.Text);

        _appender.Flush();

        Assert.Equal("*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|*3|$3|SET|$1|b|$1|2|", _file.Text);
        Assert.Equal((1, 1, _file.Length), (_file.Appends, _file.Flushes, _file.FlushedLength));
    }

    /// <summary>What waits stays small, and a large round needs no buffer of its size each time.</summary>
    [Fact]
    public void A_round_that_changes_much_is_written_in_parts_and_brought_to_the_disk_once()
    {
        _settings.Sync = AofSync.EverySecond;
        var value = new string('x', 100_000);
        for (var i = 0; i < 20; i++)
        {
            _runner.Run($"SET key:{i} {value}");
            Assert.InRange(_appender.PendingBytes, 0, 700_000);
        }

        _appender.Flush();

        Assert.InRange(_file.Appends, 3, 10);
        Assert.Equal(0, _appender.PendingBytes);
        Assert.InRange(_file.Length, 20 * value.Length, 21 * value.Length);
    }

    [Fact]
    public void A_transaction_is_one_with_the_databases_in_it()
    {
        _runner.Run("SET a 1");
        _runner.Database = 2;
        _runner.RunTransaction([CommandRunner.Words("INCR n"), CommandRunner.Words("INCR n")]);
        _appender.Flush();

        Assert.Equal(
            "*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|*2|$6|SELECT|$1|2|*1|$5|MULTI|*2|$4|INCR|$1|n|*2|$4|INCR|$1|n|*1|$4|EXEC|",
            _file.Text);
    }

    [Fact]
    public void The_time_is_noted_where_it_is_wanted()
    {
        _settings.HasTimestamps = true;
        _runner.Run("SET a 1");
        _runner.Run("SET a 2");
        _time.Advance(TimeSpan.FromSeconds(1));
        _runner.Run("SET a 3");
        _appender.Flush();

        Assert.Equal("#TS:1000|*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|*3|$3|SET|$1|a|$1|2|#TS:1001|*3|$3|SET|$1|a|$1|3|", _file.Text);
    }

    [Fact]
    public void Nothing_that_changed_leaves_the_disk_alone()
    {
        _runner.Run("GET a");
        _appender.Flush();

        Assert.Equal((0, 0), (_file.Appends, _file.Flushes));
    }

    [Fact]
    public async Task Every_second_the_disk_is_asked_in_the_background()
    {
        _settings.Sync = AofSync.EverySecond;
        _runner.Run("SET a 1");
        _appender.Flush();
        Assert.Equal((1, 0), (_file.Appends, _file.Flushes));

        _time.Advance(TimeSpan.FromSeconds(1));
        _appender.Flush();

        await Eventually.Is(() => _file.FlushedLength == _file.Length && !_appender.IsSyncing);
        _time.Advance(TimeSpan.FromSeconds(5));
        _appender.Flush();
        Assert.Equal(1, _file.Flushes);
    }

    [Fact]
    public void What_comes_while_the_disk_is_busy_is_written_all_the_same()
    {
        BeBusy();
        _runner.Run("SET a 2");
        _appender.Flush();

        Assert.Equal((2, 0), (_file.Appends, _appender.DelayedSyncs));
    }

    [Fact]
    public async Task Where_that_was_held_up_it_waits_for_the_disk_two_seconds()
    {
        _file.Appending = () => _time.Advance(TimeSpan.FromMilliseconds(101));
        BeBusy();
        _file.Appending = () => { };
        _runner.Run("SET a 2");
        _appender.Flush();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        _appender.Flush();
        Assert.Equal((1, 0), (_file.Appends, _appender.DelayedSyncs));

        _time.Advance(TimeSpan.FromSeconds(0.1));
        _appender.Flush();
        Assert.Equal((2, 1), (_file.Appends, _appender.DelayedSyncs));

        _file.MayFlush.Set();
        await Eventually.Is(() => !_appender.IsSyncing);
        _runner.Run("SET a 3");
        _appender.Flush();
        Assert.Equal(3, _file.Appends);
    }

    [Fact]
    public void Never_means_that_the_system_does_it()
    {
        _settings.Sync = AofSync.Never;
        _runner.Run("SET a 1");
        _time.Advance(TimeSpan.FromSeconds(5));
        _appender.Flush();

        Assert.Equal((1, 0), (_file.Appends, _file.Flushes));
    }

    [Fact]
    public void The_disk_is_left_to_a_snapshot_where_that_is_wanted()
    {
        _settings.HasNoSyncOnRewrite = true;
        _appender.IsSnapshotting = true;
        _runner.Run("SET a 1");
        _appender.Flush();
        Assert.Equal(0, _file.Flushes);

        _appender.IsSnapshotting = false;
        _appender.Flush();
        Assert.Equal(1, _file.Flushes);
    }

    [Fact]
    public void A_write_that_fails_stops_the_server_where_answers_are_promises()
    {
        _file.AppendProblem = "No space left on device";
        _runner.Run("SET a 1");

        var problem = Assert.Throws<AofException>(_appender.Flush);

        Assert.Equal("Can't recover from AOF write error when the AOF fsync policy is 'always': No space left on device", problem.Message);
    }

    [Fact]
    public void A_write_that_fails_is_repeated_and_writes_are_refused_until_it_succeeds()
    {
        _settings.Sync = AofSync.EverySecond;
        _file.AppendProblem = "No space left on device";
        _runner.Run("SET a 1");
        _appender.Flush();
        Assert.Equal("No space left on device", _appender.Problem);

        _file.AppendProblem = null;
        _appender.Flush();

        Assert.Null(_appender.Problem);
        Assert.Equal("*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|", _file.Text);
    }

    [Fact]
    public void A_disk_that_fails_stops_the_server_where_answers_are_promises()
    {
        _file.FlushProblem = "Input/output error";
        _runner.Run("SET a 1");

        var problem = Assert.Throws<AofException>(_appender.Flush);

        Assert.Equal("Can't persist AOF for fsync error when the AOF fsync policy is 'always': Input/output error", problem.Message);
    }

    [Fact]
    public async Task A_disk_that_fails_once_is_not_believed_again_without_a_new_base()
    {
        _settings.Sync = AofSync.EverySecond;
        _file.FlushProblem = "Input/output error";
        BeBusy();
        _file.MayFlush.Set();
        await Eventually.Is(() => _appender.HasLostSync && !_appender.IsSyncing);
        Assert.Equal("Input/output error", _appender.Problem);

        _file.FlushProblem = null;
        _runner.Run("SET a 2");
        _time.Advance(TimeSpan.FromSeconds(1));
        _appender.Flush();
        await Eventually.Is(() => !_appender.IsSyncing);
        Assert.Equal("Input/output error", _appender.Problem);

        _appender.ForgetLostSync();
        Assert.Equal("Input/output error", _appender.Problem);
        Assert.True(_appender.TrySwitch(() => new MemoryFile()));
        _appender.ForgetLostSync();
        Assert.Null(_appender.Problem);
    }

    [Fact]
    public async Task Another_file_begins_anew_and_the_one_before_is_brought_to_the_disk_and_closed()
    {
        _settings.Sync = AofSync.EverySecond;
        var next = new MemoryFile();
        _runner.Run("SET a 1");
        Assert.True(_appender.TrySwitch(() => next));
        _runner.Run("SET a 2");
        _appender.Flush();

        Assert.Equal("*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|", _file.Text);
        Assert.Equal("*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|2|", next.Text);
        await Eventually.Is(() => _file.IsDisposed);
        Assert.Equal(_file.Length, _file.FlushedLength);
    }

    [Fact]
    public void A_file_is_not_left_while_something_that_belongs_to_it_cannot_be_written()
    {
        _settings.Sync = AofSync.EverySecond;
        _file.AppendProblem = "No space left on device";
        var next = new MemoryFile();
        _runner.Run("SET a 1");

        Assert.False(_appender.TrySwitch(() => next));
        _file.AppendProblem = null;
        _appender.Flush();

        Assert.Equal("*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|", _file.Text);
        Assert.Equal("", next.Text);
    }

    [Fact]
    public void Where_answers_are_promises_a_round_in_which_the_file_changes_is_on_the_disk_before_its_replies()
    {
        HoldWorker();
        var next = new MemoryFile();
        _runner.Run("SET a 1");
        Assert.True(_appender.TrySwitch(() => next));
        _runner.Run("SET a 2");

        _appender.Flush();

        Assert.Equal("*2|$6|SELECT|$1|0|*3|$3|SET|$1|a|$1|1|", _file.Text);
        Assert.Equal((_file.Length, next.Length), (_file.FlushedLength, next.FlushedLength));
    }

    [Fact]
    public void Where_answers_are_promises_a_file_that_does_not_come_to_the_disk_is_not_left()
    {
        _file.FlushProblem = "Input/output error";
        _runner.Run("SET a 1");

        Assert.Throws<AofException>(() => _appender.TrySwitch(() => new MemoryFile()));
    }

    [Fact]
    public async Task The_end_brings_all_to_the_disk()
    {
        _settings.Sync = AofSync.Never;
        _runner.Run("SET a 1");
        _appender.Close();

        Assert.Equal(_file.Length, _file.FlushedLength);
        Assert.False(_appender.IsOpen);
        await Eventually.Is(() => _file.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_there_until_it_was_brought_to_the_disk_as_was_asked_for(bool counts)
    {
        _settings.Sync = AofSync.EverySecond;
        HoldWorker();
        _time.Advance(TimeSpan.FromSeconds(1));
        _runner.Run("SET a 1");
        _appender.Flush();
        Assert.True(_appender.IsSyncing);

        (counts ? (Action)_appender.Close : _appender.Abandon)();

        Assert.False(_file.IsDisposed);
        _mayWork.Set();
        await Eventually.Is(() => _file.IsDisposed);
        Assert.False(_appender.IsSyncing);
        Assert.Equal(counts ? 2 : 1, _file.Flushes);
    }

    /// <summary>Has nothing done in the background until it is told to.</summary>
    private void HoldWorker()
    {
        _mayWork.Reset();
        _worker.Post(_mayWork.Wait);
    }

    /// <summary>Has the disk take its time for a first request.</summary>
    private void BeBusy()
    {
        _settings.Sync = AofSync.EverySecond;
        _file.MayFlush.Reset();
        _time.Advance(TimeSpan.FromSeconds(1));
        _runner.Run("SET a 1");
        _appender.Flush();
        Assert.True(_appender.IsSyncing);
    }
}
