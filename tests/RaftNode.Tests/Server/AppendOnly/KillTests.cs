using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>
/// A server that is killed while it is written to, at any moment and again and again, has all that it has answered, and no file that is
/// written meanwhile is there in part.
/// </summary>
public sealed class KillTests
{
    private const int Writers = 4;

    /// <summary>So that a snapshot takes a while.</summary>
    private const int OldKeys = 20_000;

    [Theory]
    [InlineData("always", "")]
    [InlineData("always", "BGSAVE")]
    [InlineData("always", "BGREWRITEAOF")]
    [InlineData("everysec", "")]
    [InlineData("everysec", "BGSAVE")]
    [InlineData("everysec", "BGREWRITEAOF")]
    [InlineData("no", "")]
    [InlineData("no", "BGSAVE")]
    [InlineData("no", "BGREWRITEAOF")]
    public async Task Nothing_that_was_answered_is_lost(string policy, string meanwhile)
    {
        string[] settings = ["--appendonly", "yes", "--appendfsync", policy];
        await using var server = await RaftNodeProcess.StartAsync(settings);
        Fill(server);
        var past = new List<WriteLoad>();
        var begun = 0;
        for (var round = 1; round <= KillRounds.Count; round++)
        {
            var load = new WriteLoad(server.Endpoint.Port, round, Writers);
            var disturbance = new Disturbance(server.Endpoint.Port, meanwhile);
            await load.WaitForAsync(new Random(round).Next(Writers * 10, 4000));
            await server.KillAsync();
            load.WaitForEnd();
            begun += disturbance.WaitForEnd();
            await CheckSnapshotAsync(server);
            await server.RestartAsync(settings);

            using var connection = new TestConnection(server.Endpoint.Port);
            Assert.Equal(OldKeys, connection.Ask("EXISTS " + string.Join(' ', Enumerable.Range(0, OldKeys).Select(OldKey))).AsInt64());
            past.Add(load);
            past.ForEach(each => each.Check(connection));
            Assert.Empty(Directory.GetFiles(server.Folder, "temp-*", SearchOption.AllDirectories));
        }

        Assert.Equal(meanwhile.Length > 0, begun > 0);
    }

    private static string SnapshotOf(RaftNodeProcess server) => Path.Combine(server.Folder, "dump.rdb");

    /// <summary>A snapshot is there as a whole, or not at all.</summary>
    private static async Task CheckSnapshotAsync(RaftNodeProcess server)
    {
        if (File.Exists(SnapshotOf(server)))
        {
            Assert.Contains("RDB looks OK", await Tool.RunAsync("redis-check-rdb", [SnapshotOf(server)]), StringComparison.Ordinal);
        }
    }

    private static string OldKey(int number) => $"old:{number}";

    private static void Fill(RaftNodeProcess server)
    {
        using var connection = new TestConnection(server.Endpoint.Port);
        foreach (var keys in Enumerable.Range(0, OldKeys).Chunk(1000))
        {
            connection.Ask("MSET " + string.Join(' ', keys.Select(key => $"{OldKey(key)} value-{key}")));
        }
    }

    /// <summary>Asks for the same snapshot over and over until the server is gone.</summary>
    private sealed class Disturbance
    {
        private readonly Thread _thread;
        private int _begun;

        public Disturbance(int port, string command)
        {
            _thread = new Thread(() => Run(port, command)) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Waits until the connection is broken, and answers how many were begun.</summary>
        public int WaitForEnd()
        {
            _thread.Join();
            return _begun;
        }

        private void Run(int port, string command)
        {
            try
            {
                using var connection = new TestConnection(port);
                while (command.Length > 0)
                {
                    _begun += connection.Ask(command).IsError ? 0 : 1;
                }
            }
            catch (Exception problem) when (problem is IOException or System.Net.Sockets.SocketException)
            {
                // The server is gone.
            }
        }
    }
}
