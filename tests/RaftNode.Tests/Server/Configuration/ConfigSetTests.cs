using RaftNode.Tests.Commands;
using RedisLib.Resp;
using TestServers;

namespace RaftNode.Tests.Server.Configuration;

/// <summary>CONFIG SET of several settings sets all of them or none, also those that do something at once.</summary>
public sealed class ConfigSetTests
{
    [Theory]
    [InlineData("CONFIG SET appendonly no maxmemory abc", "'maxmemory') - argument must be a memory value")]
    [InlineData("CONFIG SET appendonly no timeout 7 bind 192.0.2.1", "'bind') - Failed to bind to specified addresses.")]
    public void A_log_goes_on_as_if_nothing_had_been_asked_where_another_setting_is_refused(string request, string problem)
    {
        using var server = new InProcessServer("appendonly yes");
        using var connection = server.Connect();

        var replies = AskAll(connection, request, "INFO persistence", "CONFIG GET appendonly", "CONFIG GET timeout");

        Assert.Contains(problem, replies[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("aof_enabled:1", replies[1].AsString(), StringComparison.Ordinal);
        Assert.Contains("aof_rewrite_in_progress:0", replies[1].AsString(), StringComparison.Ordinal);
        Assert.Contains("aof_rewrite_scheduled:0", replies[1].AsString(), StringComparison.Ordinal);
        Assert.Equal("yes", replies[2].AsArray()[1].AsString());
        Assert.Equal("0", replies[3].AsArray()[1].AsString());
    }

    [Fact]
    public async Task A_log_is_begun_where_a_setting_of_the_same_request_says()
    {
        using var folder = new TemporaryDirectory();
        using var server = new InProcessServer("enable-protected-configs yes");
        using var connection = server.Connect();

        Assert.Equal("OK", connection.Ask($"CONFIG SET appendonly yes dir {folder.Path}").AsString());

        await Eventually.Is(() => Task.FromResult(Directory.Exists(Path.Combine(folder.Path, "appendonlydir"))));
    }

    [Fact]
    public void What_cannot_be_set_back_is_told_and_the_server_goes_on()
    {
        using var goes = new TemporaryDirectory();
        using var stays = new TemporaryDirectory();
        var folder = Directory.CreateDirectory(Path.Combine(goes.Path, "data")).FullName;
        using var server = new InProcessServer("enable-protected-configs yes", $"dir {folder}");
        using var connection = server.Connect();
        Directory.Delete(folder);

        var reply = connection.Ask($"CONFIG SET timeout 7 dir {stays.Path} bind 192.0.2.1").ToString();

        Assert.Contains(
            "CONFIG SET failed (possibly related to argument 'bind') - Failed to bind to specified addresses. And 'dir' stays changed: No such file or directory",
            reply,
            StringComparison.Ordinal);
        Assert.Equal("0", connection.Ask("CONFIG GET timeout").AsArray()[1].AsString());
        Assert.Equal(stays.Path, connection.Ask("CONFIG GET dir").AsArray()[1].AsString());
    }

    private static IReadOnlyList<RespValue> AskAll(TestConnection connection, params string[] lines) =>
        connection.AskAll([.. lines.Select(CommandRunner.Words)]);
}
