using RaftNode.Observability.Logs;
using TestServers;

namespace RaftNode.Tests.Observability;

public sealed class LogFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly LogSettings _settings = new() { MaxFileBytes = 10, MaxOldFiles = 2 };

    private string Path => System.IO.Path.Combine(_folder.Path, "server.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_would_get_too_long_is_put_aside_and_the_oldest_is_removed()
    {
        var file = new LogFile(Path, _settings);

        foreach (var line in new[] { "first", "second", "third", "fourth", "five", "six" })
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
        }

        Assert.Equal("five\nsix\n", File.ReadAllText(Path));
        Assert.Equal("fourth\n", File.ReadAllText(Path + ".1"));
        Assert.Equal("third\n", File.ReadAllText(Path + ".2"));
        Assert.False(File.Exists(Path + ".3"));
    }

    [Fact]
    public void A_file_that_was_moved_away_is_begun_again()
    {
        var file = new LogFile(Path, _settings);
        file.Write("first\n"u8);

        File.Move(Path, Path + ".moved");
        file.Write("second\n"u8);

        Assert.Equal("first\n", File.ReadAllText(Path + ".moved"));
        Assert.Equal("second\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Without_old_files_it_begins_anew()
    {
        _settings.MaxOldFiles = 0;
        var file = new LogFile(Path, _settings);

        file.Write("the first\n"u8);
        file.Write("second\n"u8);

        Assert.Equal("second\n", File.ReadAllText(Path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_length_of_zero_is_no_limit()
    {
        _settings.MaxFileBytes = 0;
        var file = new LogFile(Path, _settings);

        file.Write("the first\n"u8);
        file.Write("second\n"u8);

        Assert.Equal("the first\nsecond\n", File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_at_once()
    {
        var file = new LogFile(System.IO.Path.Combine(_folder.Path, "absent", "server.log"), _settings);

        Assert.Throws<DirectoryNotFoundException>(file.Check);
    }
}
