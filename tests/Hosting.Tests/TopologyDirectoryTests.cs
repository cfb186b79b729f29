using System.Runtime.Versioning;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Hosting.Tests;

public sealed class TopologyDirectoryTests : IDisposable
{
    private static readonly KeptState State = new(
        "cache",
        RedisMode.MasterReplica,
        RedisRuntime.Process,
        new Dictionary<string, NodePorts> { ["cache-1"] = new(20001, 20002), ["cache-2"] = new(20003, null) },
        Master: "cache-2",
        InSync: ["cache-1", "cache-2"]);

    private readonly string _path = TemporaryRoot.NewPath();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_configuration_with_its_password_is_read_by_its_owner_alone()
    {
        var directory = new TopologyDirectory(_path, "cache", isKept: false);
        await directory.WriteConfigurationAsync("cache-1", "requirepass secret\n", CancellationToken.None);
        var file = directory.ConfigurationOf("cache-1");
        Assert.Equal("requirepass secret\n", await File.ReadAllTextAsync(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(PrivateFiles.DirectoryMode, File.GetUnixFileMode(directory.OfNode("cache-1")));
    }

    [Fact]
    public async Task A_configuration_takes_the_place_of_the_one_before()
    {
        var directory = new TopologyDirectory(_path, "cache", isKept: false);
        await directory.WriteConfigurationAsync("cache-1", "a long first version\n", CancellationToken.None);
        await directory.WriteConfigurationAsync("cache-1", "second\n", CancellationToken.None);
        Assert.Equal("second\n", await File.ReadAllTextAsync(directory.ConfigurationOf("cache-1")));
    }

    [Fact]
    public void A_kept_directory_tells_the_next_run_the_ports_and_the_master()
    {
        Kept().WriteState(State);
        var state = Kept().ReadState(RedisMode.MasterReplica)!;
        Assert.Equal("cache-2", state.Master);
        Assert.Equal(RedisRuntime.Process, state.Runtime);
        Assert.Equal(["cache-1", "cache-2"], state.InSync);
        Assert.Equal(new NodePorts(20001, 20002), state.Ports["cache-1"]);
        Assert.Equal(new NodePorts(20003, null), state.Ports["cache-2"]);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"Topology":"cache","Mode":"MasterReplica","Runtime":"Process","Ports":null,"Master":null,"InSync":[]}""")]
    [InlineData("""{"Topology":"cache","Mode":"MasterReplica","Runtime":"Process","Ports":{"cache-1":null},"Master":null,"InSync":[]}""")]
    [InlineData("""{"Topology":"cache","Mode":"MasterReplica","Runtime":"Process","Ports":{"cache-1":{"Port":70000,"BusPort":null}},"Master":null,"InSync":[]}""")]
    public void A_damaged_state_is_told_with_its_path(string text)
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "topology.json"), text);
        var thrown = Assert.Throws<DistributedApplicationException>(() => Kept().ReadState(RedisMode.MasterReplica));
        Assert.StartsWith(Path.Combine(_path, "topology.json"), thrown.Message);
    }

    [Fact]
    public void A_directory_with_the_data_of_another_topology_is_refused()
    {
        Kept().WriteState(State);
        using var other = new TopologyDirectory(_path, "other", isKept: true);
        Assert.Contains("'cache'", Assert.Throws<DistributedApplicationException>(() => other.ReadState(RedisMode.MasterReplica)).Message);
        Assert.Contains("(Cluster)", Assert.Throws<DistributedApplicationException>(() => Kept().ReadState(RedisMode.Cluster)).Message);
    }

    [Fact]
    public void A_directory_is_used_by_one_at_a_time()
    {
        using var second = new TopologyDirectory(_path, "cache", isKept: true);
        using (var first = Kept())
        {
            first.Hold();
            first.Hold();
            Assert.Contains(_path, Assert.Throws<DistributedApplicationException>(second.Hold).Message);
        }

        second.Hold();
    }

    [Fact]
    public void A_directory_that_can_not_be_made_is_told_with_its_setting()
    {
        Directory.CreateDirectory(_path);
        var file = Path.Combine(_path, "file");
        File.WriteAllText(file, string.Empty);
        using var directory = new TopologyDirectory(file, "cache", isKept: true);
        Assert.Contains("DataDirectory", Assert.Throws<DistributedApplicationException>(directory.Hold).Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_kept_directory_is_none_of_gits_business_and_its_files_are_their_owners()
    {
        using var directory = Kept();
        directory.Hold();
        directory.WriteState(State);
        Assert.Equal("*\n", File.ReadAllText(Path.Combine(_path, ".gitignore")));
        Assert.All(Directory.GetFiles(_path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(3, Directory.GetFiles(_path).Length);
    }

    [Fact]
    public void What_is_in_use_is_not_swept_and_what_a_dead_apphost_has_left_is()
    {
        Directory.CreateDirectory(_path);
        using (LockFile.TryHold(Path.Combine(_path, TopologyDirectory.TemporaryLockName), FileMode.OpenOrCreate))
        {
            TemporaryRoot.SweepAbandoned();
            Assert.True(Directory.Exists(_path));
        }

        // As the end of a process does, this let go of the lock and removed nothing.
        Assert.True(Directory.Exists(_path));
        TemporaryRoot.SweepAbandoned();
        Assert.False(Directory.Exists(_path));
    }

    [Fact]
    public void A_temporary_directory_in_use_is_held_by_the_lock_that_the_sweep_tries()
    {
        using var directory = new TopologyDirectory(_path, "cache", isKept: false);
        directory.Hold();
        Assert.Null(LockFile.TryHold(Path.Combine(_path, TopologyDirectory.TemporaryLockName), FileMode.Open));
    }

    [Fact]
    public void A_kept_directory_is_not_swept_whatever_its_name_and_the_files_in_it()
    {
        using (var directory = Kept())
        {
            directory.Hold();
        }

        TemporaryRoot.SweepAbandoned();
        Assert.True(Directory.Exists(_path));

        Kept().WriteState(State);
        File.WriteAllText(Path.Combine(_path, TopologyDirectory.TemporaryLockName), string.Empty);
        TemporaryRoot.SweepAbandoned();
        Assert.True(Directory.Exists(_path));
    }

    [Fact]
    public void A_directory_that_nobody_ever_held_is_not_swept()
    {
        Directory.CreateDirectory(_path);
        TemporaryRoot.SweepAbandoned();
        Assert.True(Directory.Exists(_path));
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

    private TopologyDirectory Kept() => new(_path, "cache", isKept: true);
}
