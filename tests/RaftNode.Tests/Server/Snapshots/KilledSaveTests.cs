using System.Globalization;
using TestServers;

namespace RaftNode.Tests.Server.Snapshots;

/// <summary>A server that is killed while it saves, at any moment and again and again, has the last save that was completed, whole.</summary>
public sealed class KilledSaveTests
{
    /// <summary>So that a save takes a while.</summary>
    private const int OldKeys = 50_000;

    /// <summary>Some saves take so many questions how far they are.</summary>
    private const int MostAnswers = 2000;

    [Fact]
    public async Task The_last_save_that_was_completed_is_there()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        using (var connection = new TestConnection(server.Endpoint.Port))
        {
            connection.Ask("MSET left 0 right 0");
            Assert.Equal("OK", connection.Ask($"DEBUG POPULATE {OldKeys}").ToString());
            Assert.Equal("OK", connection.Ask("SAVE").ToString());
        }

        var past = 0L;
        for (var round = 1; round <= KillRounds.Count; round++)
        {
            var load = new SaveLoad(server.Endpoint.Port, wanted: new Random(round).Next(1, MostAnswers));
            await load.WaitAsync();
            await server.KillAsync();
            load.WaitForEnd();
            await server.RestartAsync();

            using var connection = new TestConnection(server.Endpoint.Port);
            var left = connection.Ask("GET left").AsString();
            Assert.Equal(left, connection.Ask("GET right").AsString());
            var found = long.Parse(left, CultureInfo.InvariantCulture);
            Assert.InRange(found, load.Saved ?? past, load.Sent);
            past = found;
            Assert.Equal(OldKeys + 2, connection.Ask("DBSIZE").AsInt64());
            Assert.Equal($"value:{OldKeys - 1}", connection.Ask($"GET key:{OldKeys - 1}").AsString());
            Assert.Equal(["dump.rdb"], Directory.GetFiles(server.Folder).Select(Path.GetFileName));
        }
    }
}
