using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using RaftNode.Persistence.Snapshots;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Configuration;
using RaftNode.Server.Snapshots;
using RaftNode.Tests.Persistence.Rdb;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>Rewrites on a disk that fails where it cannot be made to in a whole server.</summary>
public sealed class AofRewriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestDatabases _data = new();
    private readonly ServerConfiguration _configuration = new();
    private readonly FileWorker _worker = new();
    private readonly RewriteLimit _limit = new(TimeProvider.System);
    private readonly AofFolder _folder;
    private readonly BaseFiles _bases;
    private readonly AofAppender _appender;
    private readonly SnapshotTaker _snapshots;
    private readonly AofRewriter _rewriter;
    private bool _isDiskBad;

    public AofRewriterTests()
    {
        var log = NullLogger.Instance;
        var data = new DatabaseFile(_data.All, _data.State, _data.Settings, _data.RdbSettings, _configuration.Snapshots, TimeProvider.System, log);
        _bases = new BaseFiles(_configuration, data);
        _folder = new AofFolder(_directory.Path, _configuration.Aof, log, BringToDisk);
        _appender = new AofAppender(_configuration.Aof, _worker, TimeProvider.System, log);
        _snapshots = new SnapshotTaker(_data.State, _data.All, _data.RdbSettings, TimeProvider.System, () => { });
        _rewriter = new AofRewriter(_appender, _snapshots, _bases, _worker, _limit, TimeProvider.System, log);
        _appender.Open(_folder.AddIncrement());
    }

    private IEnumerable<string?> Names => Directory.GetFiles(Path.Combine(_directory.Path, "appendonlydir")).Select(Path.GetFileName);

    public void Dispose()
    {
        _appender.Close();
        _worker.Dispose();
        _data.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Nothing_of_before_is_removed_while_a_loss_of_power_may_bring_its_manifest_back()
    {
        _isDiskBad = true;

        Assert.Equal(RewriteResult.Done, await RewriteAsync());

        Assert.Equal("Input/output error", _folder.Problem);
        Assert.Equal(1, _limit.Failures);
        Assert.Superset(
            new HashSet<string?> { "appendonly.aof.1.incr.aof", "appendonly.aof.1.base.rdb", "appendonly.aof.2.incr.aof" },
            Names.ToHashSet());

        _isDiskBad = false;
        Assert.Equal(RewriteResult.Done, await RewriteAsync());

        Assert.Null(_folder.Problem);
        Assert.Equal(0, _limit.Failures);
        await Eventually.Is(() => Names.Order(StringComparer.Ordinal).SequenceEqual(
            ["appendonly.aof.2.base.rdb", "appendonly.aof.3.incr.aof", "appendonly.aof.manifest"]));
    }

    [Fact]
    public async Task A_base_of_requests_that_cannot_begin_leaves_no_file_behind()
    {
        _configuration.Aof.HasRdbBase = false;
        Directory.CreateDirectory(_folder.TemporaryPathOf(AofFile.Base("appendonly.aof", 1, isRdb: false)));

        Assert.Equal(RewriteResult.Failed, await RewriteAsync());

        Assert.DoesNotContain(Names, name => name!.Contains("base", StringComparison.Ordinal));
    }

    private async Task<RewriteResult> RewriteAsync()
    {
        RewriteResult? ended = null;
        Assert.True(_rewriter.TryBegin(_folder, NextIncrement.Another, result => ended = result));
        await Eventually.Is(() =>
        {
            _snapshots.Work();
            return ended is not null;
        });
        return ended!.Value;
    }

    private void BringToDisk(string folder)
    {
        if (_isDiskBad)
        {
            throw new IOException("Input/output error");
        }

        FolderSync.Flush(folder);
    }
}
