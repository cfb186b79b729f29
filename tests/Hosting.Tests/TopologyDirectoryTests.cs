using System.Diagnostics;
using System.Runtime.Versioning;
using Aspire.Hosting;
using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

public sealed class TopologyDirectoryTests : IDisposable
{
    private readonly string _path = TemporaryRoot.NewPath();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_configuration_with_its_password_is_read_by_its_owner_alone()
    {
        var directory = new TopologyDirectory(_path, isKept: false);
        await directory.WriteConfigurationAsync("cache-1", "requirepass secret\n", CancellationToken.None);
        var file = directory.ConfigurationOf("cache-1");
        Assert.Equal("requirepass secret\n", await File.ReadAllTextAsync(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(TemporaryRoot.DirectoryMode, File.GetUnixFileMode(directory.OfNode("cache-1")));
    }

    [Fact]
    public async Task A_configuration_takes_the_place_of_the_one_before()
    {
        var directory = new TopologyDirectory(_path, isKept: false);
        await directory.WriteConfigurationAsync("cache-1", "a long first version\n", CancellationToken.None);
        await directory.WriteConfigurationAsync("cache-1", "second\n", CancellationToken.None);
        Assert.Equal("second\n", await File.ReadAllTextAsync(directory.ConfigurationOf("cache-1")));
    }

    [Fact]
    public void A_kept_directory_tells_the_next_run_the_ports_and_the_master()
    {
        new TopologyDirectory(_path, isKept: true).WriteState(
            new KeptState(new Dictionary<string, NodePorts> { ["cache-1"] = new(20001, 20002), ["cache-2"] = new(20003, null) }, "cache-2"));
        var state = new TopologyDirectory(_path, isKept: true).ReadState()!;
        Assert.Equal("cache-2", state.Master);
        Assert.Equal(new NodePorts(20001, 20002), state.Ports["cache-1"]);
        Assert.Equal(new NodePorts(20003, null), state.Ports["cache-2"]);
    }

    [Fact]
    public void A_damaged_state_is_told_with_its_path()
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "topology.json"), "{ not json");
        var thrown = Assert.Throws<DistributedApplicationException>(() => new TopologyDirectory(_path, isKept: true).ReadState());
        Assert.StartsWith(Path.Combine(_path, "topology.json"), thrown.Message);
    }

    [Fact]
    public void What_a_dead_apphost_has_left_is_swept_and_what_a_living_one_uses_is_not()
    {
        // No process has this id: Linux gives none above 4,194,304.
        var abandoned = _path.Replace($"-{Environment.ProcessId}-", "-4999999-", StringComparison.Ordinal);
        Directory.CreateDirectory(abandoned);
        Directory.CreateDirectory(_path);
        TemporaryRoot.SweepAbandoned();
        Assert.False(Directory.Exists(abandoned));
        Assert.True(Directory.Exists(_path));
    }

    [Fact]
    public void What_another_apphost_uses_is_left_alone_until_that_has_ended()
    {
        using var other = Process.Start("sleep", "60");
        var used = _path.Replace($"-{Environment.ProcessId}-", $"-{other.Id}-", StringComparison.Ordinal);
        Directory.CreateDirectory(used);
        TemporaryRoot.SweepAbandoned();
        Assert.True(Directory.Exists(used));

        other.Kill();
        other.WaitForExit();
        TemporaryRoot.SweepAbandoned();
        Assert.False(Directory.Exists(used));
    }

    [Theory]
    [InlineData("with,comma")]
    [InlineData("with space")]
    [InlineData("with\nline")]
    [InlineData("")]
    public void A_password_that_a_connection_string_can_not_carry_is_refused(string password) =>
        Assert.NotNull(PasswordRules.Problem(password));

    [Fact]
    public void A_password_with_other_special_characters_is_accepted() => Assert.Null(PasswordRules.Problem("p\"a\\s=s#1"));

    public void Dispose() => TemporaryRoot.Remove(_path);
}
