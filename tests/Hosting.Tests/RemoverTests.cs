using Aspire.Hosting.RedisTopologies;
using TestServers;

namespace Hosting.Tests;

public sealed class RemoverTests
{
    [Fact]
    public async Task When_the_process_ends_its_temporary_directories_go_and_kept_ones_stay()
    {
        var temporary = NewDirectory(isKept: false);
        var kept = NewDirectory(isKept: true);
        using (var remover = new Remover())
        {
            remover.RemoveDirectoryAtExit(temporary);
            remover.RemoveDirectoryAtExit(kept);
            Assert.True(Directory.Exists(temporary.Path));
        }

        await Eventually.Is(() => !Directory.Exists(temporary.Path));
        Assert.True(Directory.Exists(kept.Path));
        Directory.Delete(kept.Path, recursive: true);
    }

    private static TopologyDirectory NewDirectory(bool isKept)
    {
        var path = TemporaryRoot.NewPath() + " with a space";
        Directory.CreateDirectory(Path.Combine(path, "node"));
        return new TopologyDirectory(path, "cache", isKept);
    }
}
