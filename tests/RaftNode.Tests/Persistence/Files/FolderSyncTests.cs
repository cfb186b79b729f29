using RaftNode.Persistence.Files;
using TestServers;

namespace RaftNode.Tests.Persistence.Files;

public sealed class FolderSyncTests
{
    [Fact]
    public void A_folder_is_brought_to_the_disk_and_one_that_is_not_there_is_not()
    {
        using var folder = new TemporaryDirectory();

        FolderSync.Flush(folder.Path);

        var problem = Assert.Throws<IOException>(() => FolderSync.Flush(Path.Combine(folder.Path, "missing")));
        Assert.EndsWith("No such file or directory", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_system_that_knows_no_such_call_is_let_be()
    {
        // The processes of Linux as folders: fsync answers EINVAL.
        FolderSync.Flush("/proc/self");
    }
}
