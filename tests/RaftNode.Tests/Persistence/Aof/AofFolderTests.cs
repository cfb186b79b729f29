using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using TestServers;

namespace RaftNode.Tests.Persistence.Aof;

/// <summary>The files of a log on a disk that may not take their names.</summary>
public sealed class AofFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly AofSettings _settings = new();
    private bool _isDiskBad;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_manifest_that_is_in_its_place_counts_though_the_disk_may_not_know_it()
    {
        var folder = Open();
        using (folder.AddIncrement())
        {
            Assert.Null(folder.Problem);
        }

        _isDiskBad = true;
        using (var file = folder.AddIncrement())
        {
            file.Append("*1\r\n$4\r\nPING\r\n"u8);
        }

        Assert.Equal("Input/output error", folder.Problem);
        Assert.Equal(2, folder.Manifest.Increments.Count);

        // Whoever reads the files finds the log whole.
        var read = Open();
        Assert.Equal(folder.Manifest.Increments, read.Manifest.Increments);
        Assert.Equal(14, new FileInfo(read.PathOf(read.Manifest.Increments[1])).Length);
    }

    [Fact]
    public void The_next_manifest_that_comes_to_the_disk_makes_up_for_one_that_did_not()
    {
        var folder = Open();
        folder.AddIncrement().Dispose();
        _isDiskBad = true;
        folder.AddIncrement().Dispose();
        _isDiskBad = false;

        folder.Replace(folder.Manifest);

        Assert.Null(folder.Problem);
    }

    [Fact]
    public void A_manifest_that_cannot_be_put_in_its_place_leaves_the_log_as_it_was()
    {
        var folder = Open();
        folder.AddIncrement().Dispose();
        var before = folder.Manifest;
        var path = Path.Combine(_directory.Path, "appendonlydir", "appendonly.aof.manifest");
        File.Move(path, path + ".aside");
        Directory.CreateDirectory(Path.Combine(path, "in the way"));

        Assert.ThrowsAny<IOException>(folder.AddIncrement);

        Assert.Same(before, folder.Manifest);
        Assert.Null(folder.Problem);
        Assert.False(File.Exists(folder.PathOf(AofFile.Increment("appendonly.aof", 2))));
    }

    private AofFolder Open()
    {
        var folder = new AofFolder(_directory.Path, _settings, NullLogger.Instance, BringToDisk);
        folder.Open(migrates: false);
        return folder;
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
