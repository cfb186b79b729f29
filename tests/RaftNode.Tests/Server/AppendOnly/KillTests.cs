using System.Globalization;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>
/// A server that is killed while it is written to, at any moment and again and again, has all that it has answered. It is killed once in
/// each case, or as often as the variable KILL_ROUNDS says.
/// </summary>
public sealed class KillTests
{
    private const string RoundsVariable = "KILL_ROUNDS";
    private const int Writers = 4;

    /// <summary>So that a snapshot takes a while.</summary>
    private const int OldKeys = 20_000;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable(RoundsVariable) ?? "1", CultureInfo.InvariantCulture);

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
        for (var round = 1; round <= Rounds; round++)
        {
            var load = new WriteLoad(server.Endpoint.Port, round, Writers);
            using (var disturbance = new Disturbance(server.Endpoint.Port, meanwhile))
            {
                await load.WaitForAsync(new Random(round).Next(Writers * 10, 4000));
                await server.KillAsync();
            }

            load.WaitForEnd();
            await server.RestartAsync(settings);

            using var connection = new TestConnection(server.Endpoint.Port);
            Assert.Equal(OldKeys, connection.Ask("EXISTS " + string.Join(' ', Enumerable.Range(0, OldKeys).Select(OldKey))).AsInt64());
            past.Add(load);
            past.ForEach(each => each.Check(connection));
            Assert.Empty(Directory.GetFiles(server.Folder, "temp-*", SearchOption.AllDirectories));
        }

        // Else nobody was disturbed.
        Assert.Equal(meanwhile != "BGREWRITEAOF", File.Exists(Path.Combine(server.Folder, "appendonlydir", "appendonly.aof.1.incr.aof")));
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

    /// <summary>Asks for the same over and over until the server is gone.</summary>
    private sealed class Disturbance : IDisposable
    {
        private readonly Thread _thread;

        public Disturbance(int port, string command)
        {
            _thread = new Thread(() => Run(port, command)) { IsBackground = true };
            _thread.Start();
        }

        public void Dispose() => _thread.Join();

        private static void Run(int port, string command)
        {
            try
            {
                using var connection = new TestConnection(port);
                while (command.Length > 0)
                {
                    connection.Ask(command);
                }
            }
            catch (Exception problem) when (problem is IOException or System.Net.Sockets.SocketException)
            {
                // The server is gone.
            }
        }
    }
}
