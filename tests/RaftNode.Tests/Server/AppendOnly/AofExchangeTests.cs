using RaftNode.Tests.Commands;
using TestServers;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>Redis's own programs take our log, and we take theirs.</summary>
public sealed class AofExchangeTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Redis_loads_what_we_wrote()
    {
        IReadOnlyList<string> ours;
        using (var server = _folder.Start("aof-timestamp-enabled yes"))
        {
            using var connection = server.Connect();
            Fill(connection, seed: 1);
            ours = DataSet.Describe(connection.Ask, 0, 1, 2);
        }

        Assert.Contains("All AOF files and manifest are valid", _folder.Check(), StringComparison.Ordinal);
        await using var redis = await StartRedisAsync();
        using var asking = new TestConnection(redis.Endpoint.Port);
        Assert.NotEmpty(ours);
        Assert.Equal(ours, DataSet.Describe(asking.Ask, 0, 1, 2));
    }

    [Theory]
    [InlineData("aof-use-rdb-preamble yes")]
    [InlineData("aof-use-rdb-preamble no")]
    public async Task We_load_what_redis_wrote(string setting)
    {
        IReadOnlyList<string> theirs;
        await using (var redis = await StartRedisAsync(setting, "aof-timestamp-enabled yes"))
        {
            using var connection = new TestConnection(redis.Endpoint.Port);
            Fill(connection, seed: 2);
            connection.Ask("BGREWRITEAOF");
            Fill(connection, seed: 3);
            await Eventually.Is(() => connection.Ask("INFO persistence").AsString().Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal));
            Fill(connection, seed: 4);
            theirs = DataSet.Describe(connection.Ask, 0, 1, 2);
            await redis.StopAsync();
        }

        using var server = _folder.Start();
        using var asking = server.Connect();
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, DataSet.Describe(asking.Ask, 0, 1, 2));
    }

    [Fact]
    public async Task Redis_goes_on_where_we_ended_and_we_where_it_did()
    {
        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            connection.Ask("RPUSH list ours");
        }

        await using (var redis = await StartRedisAsync())
        {
            using var connection = new TestConnection(redis.Endpoint.Port);
            connection.Ask("RPUSH list theirs");
            await redis.StopAsync();
        }

        using (var server = _folder.Start())
        {
            using var connection = server.Connect();
            Assert.Equal(["ours", "theirs"], connection.Ask("LRANGE list 0 -1").AsArray().Select(value => value.AsString()));
        }
    }

    [Fact]
    public void Redis_check_aof_finds_the_tail_that_we_would_cut()
    {
        _folder.Write("*3|$3|SET|$1|a|$1|1|*1|$5|MULTI|*2|$4|INCR|$1|a|");

        Assert.Contains("is not valid", _folder.Check(), StringComparison.Ordinal);
    }

    private static void Fill(TestConnection connection, int seed)
    {
        var requests = new RandomRequests(new Random(seed), timeUnit: 100_000);
        for (var i = 0; i < 1000; i++)
        {
            var request = requests.Next();
            // Redis lets those that wait do so until its timer comes round.
            if (request[0][0] != (byte)'B')
            {
                connection.Ask(request);
            }
        }
    }

    private Task<RedisProcess> StartRedisAsync(params string[] settings) =>
        RedisProcess.StartAsync([$"dir {_folder.Path}", "appendonly yes", .. settings]);
}
