using System.Diagnostics;
using RaftNode.Persistence.Rdb;
using RedisLib;
using RedisLib.Connections;
using TestServers;

namespace RaftNode.Tests.Persistence.Rdb;

/// <summary>Files and payloads to and from the real server.</summary>
public sealed class RdbExchangeTests : IDisposable
{
    private const string FileName = "dump.rdb";

    private readonly TemporaryDirectory _folder = new();
    private readonly TestDatabases _data = new();
    private readonly TestDatabases _loaded = new();

    public RdbExchangeTests() => _data.FillWithAll();

    private string Path => System.IO.Path.Combine(_folder.Path, FileName);

    public void Dispose()
    {
        _data.Dispose();
        _loaded.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("rdbcompression yes")]
    [InlineData("rdbcompression no")]
    [InlineData("rdbchecksum no")]
    public async Task We_load_what_redis_wrote(string setting)
    {
        await using var redis = await RedisProcess.StartAsync($"dir {_folder.Path}", setting);
        await using var connection = await ConnectAsync(redis);
        await FillAsync(connection);
        await connection.ExecuteAsync(RedisCommand.Create("SAVE"));

        _loaded.Load(await File.ReadAllBytesAsync(Path));

        _loaded.AssertSameAs(_data);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_loads_what_we_wrote(bool compresses)
    {
        _data.RdbSettings.Compresses = compresses;
        await File.WriteAllBytesAsync(Path, _data.Save(("redis-ver", "7.0.15"), ("redis-bits", "64"), ("ctime", "1"), ("used-mem", "1000")));
        await using var ours = await RedisProcess.StartAsync($"dir {_folder.Path}", "sanitize-dump-payload yes");
        await using var theirs = await RedisProcess.StartAsync();
        await using var oursConnection = await ConnectAsync(ours);
        await using var theirsConnection = await ConnectAsync(theirs);
        await FillAsync(theirsConnection);

        Assert.Equal(await DigestAsync(theirsConnection), await DigestAsync(oursConnection));
    }

    [Fact]
    public async Task Redis_check_rdb_accepts_what_we_wrote()
    {
        await File.WriteAllBytesAsync(Path, _data.Save(("redis-ver", "7.0.15")));

        using var check = Process.Start(new ProcessStartInfo("redis-check-rdb", Path) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();

        Assert.True(check.ExitCode == 0, output);
        Assert.Contains("RDB looks OK", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payloads_travel_both_ways()
    {
        await using var redis = await RedisProcess.StartAsync("sanitize-dump-payload yes");
        await using var connection = await ConnectAsync(redis);
        await FillAsync(connection);
        var digest = await DigestAsync(connection);
        foreach (var key in _data.Read(0).Keys.Select(TestDatabases.Bytes))
        {
            var theirs = await connection.ExecuteAsync(RedisCommand.Create("DUMP", key));
            DumpPayload.Read(theirs.AsBytes(), _loaded[0], key, _loaded.State, _loaded.Settings);
            var ours = DumpPayload.Create(_data[0].Find(key), _data.State.Objects, _data.RdbSettings);
            var answer = await connection.ExecuteAsync(RedisCommand.Create("RESTORE", key, 0, ours, "REPLACE"));
            Assert.Equal("OK", answer.AsString());
        }

        Assert.Equal(_data.Read(0), _loaded.Read(0));
        Assert.Equal(digest, await DigestAsync(connection));
    }

    private static async Task<NodeConnection> ConnectAsync(RedisProcess server)
    {
        var connection = new NodeConnection(new NodeConnectionOptions { Endpoint = server.Endpoint });
        await connection.WaitUntilConnectedAsync();
        return connection;
    }

    private static async Task<string?> DigestAsync(NodeConnection connection) =>
        (await connection.ExecuteAsync(RedisCommand.Create("DEBUG", "DIGEST"))).AsString();

    private async Task FillAsync(NodeConnection connection)
    {
        foreach (var command in _data.Commands().Chunk(1000))
        {
            await Task.WhenAll(command.Select(each => connection.ExecuteAsync(each).AsTask()));
        }

        await connection.ExecuteAsync(RedisCommand.Create("SELECT", 0));
    }
}
