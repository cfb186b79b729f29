using RaftNode.Persistence.Files;
using TestServers;

namespace RaftNode.Tests.Persistence.Files;

/// <summary>What the system does not allow is a failure as any other. That a folder is where a file should be it does not allow even to root.</summary>
public sealed class DataFilesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_allowed_is_an_input_or_output_error()
    {
        Assert.ThrowsAny<IOException>(() => DataFiles.OpenRead(_folder.Path));
        Assert.ThrowsAny<IOException>(() => DataFiles.OpenAppend(_folder.Path));
        Assert.ThrowsAny<IOException>(() => DataFiles.ReadText(_folder.Path));
        Assert.ThrowsAny<IOException>(() => DataFiles.Cut(_folder.Path, 0));
        Assert.ThrowsAny<IOException>(() => DataFiles.Delete(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_not_there_has_no_length()
    {
        var path = Path.Combine(_folder.Path, "file");
        Assert.Null(DataFiles.LengthOf(path));

        File.WriteAllText(path, "12345");

        Assert.Equal(5, DataFiles.LengthOf(path));
    }
}
