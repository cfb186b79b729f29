using System.Globalization;
using TestServers;

namespace RaftNode.Tests.Server.Exchange;

/// <summary>
/// The files of a data set of every type and encoding go from our server to redis-server and back, and Redis's own programs accept ours.
/// DEBUG DIGEST compares the data. There are some thousand keys, or as many as the variable EXCHANGED_KEYS says.
/// </summary>
public sealed class FileExchangeTests : IDisposable
{
    private const string KeysVariable = "EXCHANGED_KEYS";

    private static readonly int Keys = int.Parse(Environment.GetEnvironmentVariable(KeysVariable) ?? "12000", CultureInfo.InvariantCulture);

    /// <summary>What comes after the base was written.</summary>
    private static readonly int MoreKeys = Keys / 10;

    private readonly TemporaryDirectory _folder = new();

    private string Snapshot => Path.Combine(_folder.Path, "dump.rdb");

    private string Log => Path.Combine(_folder.Path, "appendonlydir", "appendonly.aof.manifest");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Snapshots_travel_both_ways()
    {
        string digest;
        await using (var ours = await StartOursAsync())
        {
            using var connection = Connect(ours.Endpoint.Port);
            ManyKeys.Fill(connection, 0, Keys);
            digest = DigestOf(connection);
            Assert.Equal("OK", connection.Ask("SAVE").ToString());
        }

        Assert.Contains("RDB looks OK", await Tool.RunAsync("redis-check-rdb", [Snapshot]), StringComparison.Ordinal);
        await using (var redis = await RedisProcess.StartAsync($"dir {_folder.Path}", "sanitize-dump-payload yes"))
        {
            using var connection = Connect(redis.Endpoint.Port);
            Assert.Equal(digest, DigestOf(connection));
            File.Delete(Snapshot);
            Assert.Equal("OK", connection.Ask("SAVE").ToString());
        }

        await using (var ours = await StartOursAsync())
        {
            using var connection = Connect(ours.Endpoint.Port);
            Assert.Equal(digest, DigestOf(connection));
        }
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public async Task Logs_travel_both_ways(string hasRdbBase)
    {
        // Neither begins a rewrite by itself, which another one would have to wait for.
        string[] settings = ["--appendonly", "yes", "--appendfsync", "no", "--auto-aof-rewrite-percentage", "0", "--aof-use-rdb-preamble", hasRdbBase];
        string digest;
        await using (var ours = await StartOursAsync(settings))
        {
            using var connection = Connect(ours.Endpoint.Port);
            ManyKeys.Fill(connection, 0, Keys);
            await RewriteAsync(connection);
            ManyKeys.Fill(connection, Keys, MoreKeys);
            digest = DigestOf(connection);
            await ours.StopAsync();
        }

        Assert.Contains("All AOF files and manifest are valid", await Tool.RunAsync("redis-check-aof", [Log]), StringComparison.Ordinal);
        await using (var redis = await RedisProcess.StartAsync(TheirSettings(hasRdbBase)))
        {
            using var connection = Connect(redis.Endpoint.Port);
            Assert.Equal(digest, DigestOf(connection));
            await RewriteAsync(connection);
            ManyKeys.Fill(connection, Keys + MoreKeys, MoreKeys);
            digest = DigestOf(connection);
            await redis.StopAsync();
        }

        await using (var ours = await StartOursAsync(settings))
        {
            using var connection = Connect(ours.Endpoint.Port);
            Assert.Equal(digest, DigestOf(connection));
        }
    }

    private string[] TheirSettings(string hasRdbBase) =>
        [$"dir {_folder.Path}", "appendonly yes", "appendfsync no", "auto-aof-rewrite-percentage 0", $"aof-use-rdb-preamble {hasRdbBase}"];

    private Task<RaftNodeProcess> StartOursAsync(params string[] arguments) => RaftNodeProcess.StartAsync(["--dir", _folder.Path, .. arguments]);

    private static TestConnection Connect(int port) => new(port, TimeSpan.FromMinutes(5));

    private static string DigestOf(TestConnection connection)
    {
        var digest = connection.Ask("DEBUG DIGEST").AsString();
        Assert.NotEqual(new string('0', digest.Length), digest);
        return digest;
    }

    private static async Task RewriteAsync(TestConnection connection)
    {
        Assert.StartsWith("Background append only file rewriting started", connection.Ask("BGREWRITEAOF").ToString(), StringComparison.Ordinal);
        await Eventually.Is(
            () => connection.Ask("INFO persistence").AsString() is var info
                && info.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal)
                && info.Contains("aof_last_bgrewrite_status:ok", StringComparison.Ordinal),
            TimeSpan.FromMinutes(5));
    }
}
